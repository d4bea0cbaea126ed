using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Miner.DevelopmentNode;
using Tepui.Miner.Server;

namespace Tepui.Miner.Tests;

public class MinerCommandsTests
{
    [Fact]
    public async Task ServerAsync_WrongFlags_TellsAllAndGives64()
    {
        using var error = new StringWriter();
        var options = new ServerOptions { Ip = "nowhere", WorkerPort = -1 };
        (await MinerCommands.ServerAsync(options, TextWriter.Null, error, CancellationToken.None)).ShouldBe(64);
        error.ToString().ShouldContain("tepui miner server: --ip:");
        error.ToString().ShouldContain("tepui miner server: --worker_port:");
    }

    [Fact]
    public async Task NodeAsync_PortInUse_IsOneLineAndGives1()
    {
        await using var first = await DevelopmentNodeHost.StartAsync(
            new DevelopmentNodeOptions { Port = 0, HashRate = 1 }, 1, System.TimeProvider.System, CancellationToken.None);
        using var error = new StringWriter();
        var options = new DevelopmentNodeOptions { Port = first.Endpoint.Port, HashRate = 1 };
        (await MinerCommands.NodeAsync(options, TextWriter.Null, error, CancellationToken.None)).ShouldBe(1);
        error.ToString().Trim().ShouldBe(
            $"tepui miner node: port {first.Endpoint.Port} of 127.0.0.1 is in use: choose another with --port");
    }

    [Fact]
    public async Task NodeAsync_Cancelled_Gives0()
    {
        using var ending = new CancellationTokenSource();
        using var output = new StringWriter();
        var running = MinerCommands.NodeAsync(new DevelopmentNodeOptions { Port = 0, HashRate = 1 }, output, TextWriter.Null, ending.Token);
        await ending.CancelAsync();
        (await running).ShouldBe(0);
    }
}
