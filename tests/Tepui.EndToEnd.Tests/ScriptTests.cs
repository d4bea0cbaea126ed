using System.Threading.Tasks;
using Tepui.EndToEnd.Tests.Harness;
using Tepui.Testing;

namespace Tepui.EndToEnd.Tests;

/// <summary><c>./tepui</c> becomes the program, so that what is sent to it reaches the program.</summary>
public class ScriptTests
{
    [Fact]
    public async Task A_signal_to_the_script_ends_the_cluster_cleanly()
    {
        await using var cluster = new Cluster();
        var local = cluster.StartProgram(
            Repository.At("tepui"),
            "local", $"--port={cluster.MasterPort}", "--agent_port=0", "--agents=2", $"--work_dir={cluster.At("local")}");
        await local.WaitForLineAsync("Ctrl-C ends it");
        var page = await Http.GetTextAsync($"{cluster.MasterUrl}/");

        local.Signal(Processes.SigTerm);

        (await local.WaitForExitAsync()).ShouldBe(0, local.Report());
        page.ShouldContain("/state");
    }
}
