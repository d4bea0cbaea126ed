using System.IO;
using Tepui.Testing;

namespace Tepui.EndToEnd.Tests.Harness;

/// <summary>Where the programs that the tests run are.</summary>
public static class Programs
{
    /// <summary>What <c>./tepui</c> built; <c>./test</c> sees to it that it is of these sources.</summary>
    public static string Tepui
    {
        get
        {
            var program = Repository.At(".tepui/build/current/tepui");
            return File.Exists(program)
                ? program
                : throw new FileNotFoundException($"{program} is missing: run ./tepui --version once, or ./test.");
        }
    }

    public static string TestDependency(string script) => Repository.At("eng/test-deps", script);

    public static bool IsInstalled(string package) =>
        Directory.Exists(Repository.At("eng/test-deps/node_modules", package));
}
