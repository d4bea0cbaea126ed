using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Security.Cryptography;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Client;
using Tepui.Client.Operators;
using Tepui.Miner.DevelopmentNode;
using Tepui.Miner.Framework;
using Tepui.Miner.Server;

namespace Tepui.Miner.View;

/// <summary>
/// Mines on a cluster for a person to see: a development node, the miner framework on the master given, and a view of both.
/// What it shows comes from the framework's callbacks, the master's operator API and the server's <c>/stats</c>.
/// </summary>
/// <param name="master">The master's address, as <c>127.0.0.1:5050</c>.</param>
/// <param name="program">What the tasks run.</param>
/// <param name="folder">Where the framework's state is kept.</param>
/// <param name="miningThreads">How many threads will mine: the difficulty starts from what they can do.</param>
public sealed class MineSession(
    MineOptions options, string master, MineProgram program, string folder, int miningThreads, IMineView view, TimeProvider time)
{
    private static readonly TimeSpan StatisticsInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan AgentsInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ShareInterval = TimeSpan.FromSeconds(1);
    private readonly MineProgress _progress = new(master, view, time);

    private string StateFile => Path.Combine(folder, "miner-framework.json");

    /// <summary>How things stand, also after the end.</summary>
    public MineSnapshot Snapshot() => _progress.Snapshot();

    /// <summary>Runs until cancelled or until the blocks asked for have been accepted; then the framework is torn down.</summary>
    /// <exception cref="MinerException">It cannot go on.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        // What a session that was killed has left behind: its cluster ended with it.
        File.Delete(StateFile);
        await using var node = await StartNodeAsync(cancellation);
        _progress.Say($"development node on {node.Endpoint}: first block in about {Quantity.Time(options.FirstBlock)}, "
            + $"then one every {Quantity.Time(options.BlockInterval)}");
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var framework = new MinerFramework(FrameworkOptions(node), time, _progress.Notice).RunAsync(ending.Token);
        var watching = Task.WhenAll(WatchAgentsAsync(ending.Token), WatchServerAsync(ending.Token));
        var enough = options.Blocks > 0 ? _progress.WhenBlocks(options.Blocks) : Task.Delay(Timeout.Infinite, ending.Token);
        await Task.WhenAny(framework, enough);
        await ending.CancelAsync();
        await watching;
        await framework;
        view.Update(_progress.Snapshot());
    }

    /// <summary>What was achieved, in one line.</summary>
    public string Summary()
    {
        var end = _progress.Snapshot();
        var each = end.BlocksAccepted > 0 ? $", one every {Quantity.Time(end.Elapsed / end.BlocksAccepted)}" : "";
        return $"{Quantity.Count(end.BlocksAccepted, "block")} accepted in {Quantity.Time(end.Elapsed)}{each}; "
            + $"{Quantity.Count(end.SharesAccepted, "share")} accepted, {end.SharesRejected} rejected; {Quantity.HashRate(end.HashRate)}";
    }

    private Task<DevelopmentNodeServer> StartNodeAsync(CancellationToken cancellation) => DevelopmentNodeHost.StartAsync(
        new DevelopmentNodeOptions
        {
            Port = 0,
            RpcPassword = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            FirstBlock = options.FirstBlock,
            BlockInterval = options.BlockInterval,
        },
        miningThreads, time, cancellation);

    private MinerOptions FrameworkOptions(DevelopmentNodeServer node) => new()
    {
        Master = master,
        Executable = program.Executable,
        ServerImage = program.ServerImage,
        WorkerImage = program.WorkerImage,
        StateFile = StateFile,
        BitcoindAddress = node.Endpoint.Host,
        BitcoindRpcPort = node.Endpoint.Port,
        RpcUser = node.Endpoint.User,
        RpcPassword = node.Endpoint.Password,
        PayoutAddress = options.PayoutAddress,
        ShareInterval = ShareInterval,
        ProbeInterval = TimeSpan.FromMilliseconds(20),

        // Nobody comes back to a cluster that ends with this process.
        FailoverTimeout = TimeSpan.Zero,
    };

    private async Task WatchAgentsAsync(CancellationToken cancellation)
    {
        using var client = new OperatorClient(MesosAddress.Parse(master));
        await RepeatAsync(AgentsInterval, async () =>
        {
            var agents = await client.GetAgentsAsync(cancellation);
            _progress.Agents([.. agents.Where(agent => agent.Active).Select(Agent).OrderBy(agent => agent.Name, StringComparer.Ordinal)]);
        }, cancellation);
    }

    private async Task WatchServerAsync(CancellationToken cancellation)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = RequestTimeout };
        await RepeatAsync(StatisticsInterval, async () =>
        {
            if (_progress.Server is { } server)
            {
                var json = await http.GetByteArrayAsync(new Uri($"http://{server.Host}:{server.StatusPort}/stats"), cancellation);
                if (JsonSerializer.Deserialize(json, PoolJson.Default.PoolStatistics) is { } statistics)
                    _progress.Statistics(statistics);
            }

            view.Update(_progress.Snapshot());
        }, cancellation);
    }

    /// <summary>A look that fails is made again at the next turn: the view never ends what it looks at.</summary>
    private async Task RepeatAsync(TimeSpan interval, Func<Task> look, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await look();
            }
            catch (Exception fault) when (fault is HttpRequestException or MesosException or JsonException or OperationCanceledException)
            {
            }

            await Task.Delay(interval, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static MineAgent Agent(Mesos.V1.Master.Response.Types.GetAgents.Types.Agent agent) => new(
        agent.AgentInfo.Id.Value, $"{agent.AgentInfo.Hostname}:{agent.AgentInfo.Port}",
        Total(agent.TotalResources, "cpus"), Total(agent.TotalResources, "mem"));

    private static double Total(IEnumerable<Mesos.V1.Resource> resources, string name) =>
        resources.Where(resource => resource.Name == name).Sum(resource => resource.Scalar?.Value ?? 0);
}
