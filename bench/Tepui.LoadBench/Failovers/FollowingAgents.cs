using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Threading.Channels;
using System.Threading.Tasks;
using Google.Protobuf;
using Mesos.V1;
using Microsoft.Extensions.Logging.Abstractions;
using Tepui.Http.Links;
using Tepui.LoadBench.Emulation;
using Tepui.LoadBench.Masters;
using Tepui.Protocol.Leaders;
using Tepui.ZooKeeper;
using Tepui.ZooKeeper.Leaders;
using Task = System.Threading.Tasks.Task;

namespace Tepui.LoadBench.Failovers;

/// <summary>Emulated agents that follow the leader that ZooKeeper knows, with their tasks, each within a second as real ones do.</summary>
internal sealed class FollowingAgents : IAsyncDisposable
{
    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly Channel<Leader?> _leaders = Channel.CreateUnbounded<Leader?>();
    private readonly Channel<Admission> _admissions = Channel.CreateUnbounded<Admission>();
    private readonly MasterOptions _options;
    private readonly FrameworkInfo[] _frameworks;
    private readonly ByteString[][] _tasks;
    private readonly LeaderWatch _watch;
    private readonly Task _following;

    public FollowingAgents(ZooKeeperUrl url, MasterOptions options, FrameworkInfo[] frameworks)
    {
        _options = options;
        _frameworks = frameworks;
        _tasks = [.. Enumerable.Range(0, options.Agents).Select(number => Shapes.Tasks(Shapes.Agent(number, known: true), frameworks, options.Tasks).ToArray())];
        _watch = LeaderWatch.Start(
            () => ZooKeeperClient.Open(url, TimeSpan.FromSeconds(options.SessionTimeout), TimeProvider.System, NullLogger.Instance),
            new Election(url.Path, LeaderNode.JsonLabel, LeaderNode.OlderLabels),
            TimeProvider.System,
            news =>
            {
                if (news is ElectionNews.LeaderSeen seen)
                    _leaders.Writer.TryWrite(seen.Leader);
            });
        _following = Task.Run(FollowAsync);
    }

    /// <summary>All agents are with a master.</summary>
    /// <param name="Detected">When its election was seen; a timestamp of <see cref="Stopwatch"/>, as <paramref name="Done"/>.</param>
    public sealed record Admission(int Port, long Detected, long Done);

    /// <summary>The next time when all are with a master.</summary>
    public async Task<Admission> NextAsync() => await _admissions.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(3));

    public async ValueTask DisposeAsync()
    {
        await _watch.DisposeAsync();
        _leaders.Writer.Complete();
        await _following;
    }

    private async Task FollowAsync()
    {
        EmulatedAgents? agents = null;
        await foreach (var leader in _leaders.Reader.ReadAllAsync())
        {
            if (agents is not null)
                await agents.DisposeAsync();
            agents = leader is null ? null : await ReturnAsync(leader);
        }

        if (agents is not null)
            await agents.DisposeAsync();
    }

    private async Task<EmulatedAgents?> ReturnAsync(Leader leader)
    {
        var detected = Stopwatch.GetTimestamp();
        var info = LeaderNode.Read(leader.Node, leader.Data, out var fault) ?? throw new InvalidOperationException(fault);
        var (host, port) = LeaderNode.EndpointOf(info);
        while (!_leaders.Reader.TryPeek(out _))
        {
            EmulatedAgents? agents = null;
            try
            {
                agents = await EmulatedAgents.ConnectAsync(
                    new Uri($"http://{host}:{port}"), _options.Agents, _options.Links, static number => Shapes.Agent(number, known: true));
                await agents.AdmitAsync(Spread, Patience, (agent, number) => agent.Reregister(_frameworks, _tasks[number], leader.Term));
                _admissions.Writer.TryWrite(new Admission(port, detected, Stopwatch.GetTimestamp()));
                return agents;
            }
            catch (Exception exception) when (exception is AgentLinkRefusedException or SocketException or IOException or InvalidOperationException or TimeoutException)
            {
                // It is elected, but has not begun yet, or still writes what was asked before: an agent asks again over a new link.
                await Console.Error.WriteLineAsync($"failover: the agents ask {host}:{port} again: {exception.Message}");
                if (agents is not null)
                    await agents.DisposeAsync();
                await Task.Delay(Pause);
            }
        }

        return null;
    }
}
