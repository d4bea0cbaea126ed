using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Testing;

namespace Tepui.EndToEnd.Tests.Upgrades;

/// <summary>
/// The program of the commit that eng/previous-version names, built once in a worktree of its own and kept below .tepui under the commit's name.
/// </summary>
public static class PreviousVersion
{
    private static readonly Lock Gate = new();
    private static Task<string>? _built;

    /// <summary>The <c>tepui</c> program.</summary>
    /// <exception cref="InvalidOperationException">It cannot be built; one line says why.</exception>
    public static Task<string> ProgramAsync()
    {
        lock (Gate)
        {
            return _built ??= BuildAsync();
        }
    }

    /// <summary>The commit that a checkout's eng/previous-version names, in full.</summary>
    /// <exception cref="InvalidOperationException">There is no such commit here.</exception>
    public static async Task<string> CommitAsync(string checkout)
    {
        var file = Path.Combine(checkout, "eng/previous-version");
        var named = (await File.ReadAllLinesAsync(file)).Single(line => line.Length > 0 && line[0] != '#');
        var (status, output) = await RunAsync("git", checkout, "rev-parse", "--verify", "--quiet", named + "^{commit}");
        return status == 0
            ? output.Trim()
            : throw new InvalidOperationException(
                $"eng/previous-version names the commit {named}, which {checkout} does not have: "
                + "tests of upgrades need the history (git fetch --unshallow)");
    }

    private static async Task<string> BuildAsync()
    {
        var commit = await CommitAsync(Repository.Root);
        var all = Repository.At(".tepui/previous");
        var (folder, source) = (Path.Combine(all, commit), Path.Combine(all, "source"));
        var program = Path.Combine(folder, "tepui");
        Directory.CreateDirectory(all);
        await using var alone = await LockAsync(Path.Combine(all, "lock"));
        if (File.Exists(program))
            return program;
        foreach (var earlier in Directory.GetDirectories(all))
            Directory.Delete(earlier, recursive: true);
        await MustRunAsync("git", Repository.Root, "worktree", "prune");
        await MustRunAsync("git", Repository.Root, "worktree", "add", "--detach", "--force", "--quiet", source, commit);
        try
        {
            // As ./tepui does it, less what only makes the program start faster.
            await MustRunAsync(
                "dotnet", source, "publish", "src/Tepui.Cli", "--nologo", "-v", "quiet", "-c", "Release", "--use-current-runtime", "--no-self-contained",
                "-p:DebugType=none", "-p:RunAnalyzers=false", "-p:PublishDocumentationFiles=false", "-p:NuGetAudit=false", "-o", folder + ".new");
            Directory.Move(folder + ".new", folder);
        }
        finally
        {
            await RunAsync("git", Repository.Root, "worktree", "remove", "--force", source);
        }

        return program;
    }

    /// <summary>Two runs of the tests may want it at once; who comes second finds it built.</summary>
    private static async Task<FileStream> LockAsync(string path)
    {
        using var timer = new System.Threading.PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await timer.WaitForNextTickAsync();
            }
        }
    }

    private static async Task MustRunAsync(string program, string folder, params string[] arguments)
    {
        var (status, output) = await RunAsync(program, folder, arguments);
        if (status != 0)
        {
            throw new InvalidOperationException(
                $"the version of eng/previous-version cannot be built: {program} {string.Join(' ', arguments.Take(2))}: {output.Trim()}");
        }
    }

    private static async Task<(int Status, string Output)> RunAsync(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };

        // What the build that runs these tests says to its own children is not meant for another's.
        foreach (var name in ((IEnumerable<string>)start.Environment.Keys).Where(IsOfThisBuild).ToList())
            start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }

    private static bool IsOfThisBuild(string name) =>
        name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name.StartsWith("GIT_", StringComparison.Ordinal)
        || name.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase) || name is "DOTNET_HOST_PATH" or "TESTINGPLATFORM_UI_LANGUAGE";
}
