using System;
using System.IO;
using System.Runtime.InteropServices;
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

    /// <summary>examples/Tepui.SampleExecutor.</summary>
    public static string SampleExecutor => Path.Combine(AppContext.BaseDirectory, "Tepui.SampleExecutor");

    /// <summary>Where the runtime is that these tests run on, for programs that an agent starts.</summary>
    public static string DotnetRoot => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));

    /// <summary>eng/test-deps/go-client, as eng/install-test-deps builds it.</summary>
    public static string GoClient => Repository.At(".tepui/test-deps/go-client");

    /// <summary>A script beside the tests.</summary>
    public static string Script(string name) => Repository.At("tests/Tepui.EndToEnd.Tests/Executors", name);

    public static string TestDependency(string script) => Repository.At("eng/test-deps", script);

    public static bool IsInstalled(string package) =>
        Directory.Exists(Repository.At("eng/test-deps/node_modules", package));
}
