using System;
using System.IO;
using System.Threading.Tasks;
using Tepui.EndToEnd.Tests.Harness;

namespace Tepui.EndToEnd.Tests;

/// <summary>Everything by a user without rights: by nobody where the tests run as root, else by who runs them.</summary>
public class UnprivilegedTests
{
    private const string Nobody = "65534";

    [Fact]
    public async Task Without_root_a_command_runs_on_a_master_and_an_agent()
    {
        await using var cluster = new Cluster();
        var program = Prepare(cluster);
        var port = FreePort.Take();
        var master = Start(cluster, program, "master", $"--port={cluster.MasterPort}", $"--work_dir={cluster.At("master")}");
        await Http.WaitUntilAnswersAsync($"{cluster.MasterUrl}/health", master);
        var agent = Start(
            cluster, program, "agent", $"--master={cluster.MasterAddress}", $"--port={port}", $"--work_dir={cluster.At("agent")}",
            "--resources=cpus:1;mem:256;disk:256;ports:[31000-31001]");
        await Http.WaitUntilAnswersAsync($"http://127.0.0.1:{port}/health", agent);

        var execute = Start(
            cluster, program, "execute", $"--master={cluster.MasterAddress}", "--name=test", "--command=echo user-$(id -u); exit 3");

        (await execute.WaitForExitAsync()).ShouldBe(3, execute.Report() + "\n" + agent.Report());
        execute.Lines.ShouldContain(Environment.IsPrivilegedProcess ? $"user-{Nobody}" : $"user-{await UserIdAsync(cluster)}");
    }

    /// <summary>The program where its user can read it, and a folder that is the user's own.</summary>
    private static string Prepare(Cluster cluster)
    {
        if (!Environment.IsPrivilegedProcess)
            return Programs.Tepui;
        const UnixFileMode All = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(cluster.Folder, All);
        var folder = Directory.CreateDirectory(cluster.At("program"));
        folder.UnixFileMode = All;
        foreach (var file in new DirectoryInfo(Path.GetDirectoryName(Path.GetFullPath(Programs.Tepui))!).EnumerateFiles())
        {
            var copy = file.CopyTo(Path.Combine(folder.FullName, file.Name));
            copy.UnixFileMode = All;
        }

        return Path.Combine(folder.FullName, "tepui");
    }

    private static RunningProgram Start(Cluster cluster, string program, params string[] arguments) =>
        Environment.IsPrivilegedProcess
            ? cluster.StartProgram(
                "setpriv",
                [$"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", "env", $"HOME={cluster.Folder}", program, .. arguments])
            : cluster.StartProgram(program, arguments);

    private static async Task<string> UserIdAsync(Cluster cluster)
    {
        var id = cluster.StartProgram("id", "-u");
        return await id.WaitForLineAsync(line => line.Length > 0);
    }
}
