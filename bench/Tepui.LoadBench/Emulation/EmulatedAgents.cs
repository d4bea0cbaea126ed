using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Http.Links;
using Tepui.Internal.V1;
using Task = System.Threading.Tasks.Task;

namespace Tepui.LoadBench.Emulation;

/// <summary>Many agents in this process, sharing a few links to one master.</summary>
internal sealed class EmulatedAgents : IAsyncDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private readonly List<AgentLink> _links = [];
    private readonly List<Task> _readers = [];
    private readonly List<EmulatedAgent> _agents = [];
    private readonly TaskCompletionSource _allAdmitted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _admitted;

    public IReadOnlyList<EmulatedAgent> Agents => _agents;

    /// <param name="info">An agent's info by its number.</param>
    public static async Task<EmulatedAgents> ConnectAsync(Uri master, int count, int links, Func<int, AgentInfo> info)
    {
        var all = new EmulatedAgents();
        for (var link = 0; link < Math.Min(links, count); link++)
            all._links.Add(await AgentLinkClient.ConnectAsync(master.Host, master.Port, CancellationToken.None));
        var byLink = all._links.ToDictionary(link => link, _ => new List<EmulatedAgent>());
        for (var number = 0; number < count; number++)
        {
            var link = all._links[number % all._links.Count];
            var agent = new EmulatedAgent(link, (uint)byLink[link].Count, info(number));
            agent.Admitted = () => all.OnAdmitted(count);
            agent.Refused = reason => all._allAdmitted.TrySetException(new InvalidOperationException($"an agent was refused: {reason}"));
            byLink[link].Add(agent);
            all._agents.Add(agent);
        }

        foreach (var (link, agents) in byLink)
            all._readers.Add(Task.Run(() => link.RunAsync(frames => Take(link, agents, frames), all._closing.Token)));
        return all;
    }

    /// <summary>Sends something of each agent, and waits until the master has admitted all of them.</summary>
    public async Task AdmitAsync(Action<EmulatedAgent, int> send)
    {
        for (var number = 0; number < _agents.Count; number++)
        {
            send(_agents[number], number);
            if (number % 100 == 99)
                FlushAll();
        }

        FlushAll();
        await _allAdmitted.Task.WaitAsync(TimeSpan.FromMinutes(5));
    }

    /// <summary>The same, but each at its own moment within a time, as real agents do.</summary>
    public async Task AdmitAsync(TimeSpan within, TimeSpan patience, Action<EmulatedAgent, int> send)
    {
        var random = new Random(_agents.Count);
        var due = Enumerable.Range(0, _agents.Count).Select(number => (At: within * random.NextDouble(), Number: number)).Order().ToArray();
        var begun = Stopwatch.GetTimestamp();
        foreach (var (at, number) in due)
        {
            if (at - Stopwatch.GetElapsedTime(begun) is { Ticks: > 0 } early)
            {
                FlushAll();
                await Task.Delay(early);
            }

            send(_agents[number], number);
        }

        FlushAll();
        await _allAdmitted.Task.WaitAsync(patience);
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await Task.WhenAll(_readers);
        foreach (var link in _links)
            await link.DisposeAsync();
        _closing.Dispose();
    }

    private static ValueTask Take(AgentLink link, List<EmulatedAgent> agents, IReadOnlyList<AgentLinkFrame> frames)
    {
        foreach (var frame in frames)
            agents[(int)frame.Channel].Take(frame);
        link.Flush();
        return ValueTask.CompletedTask;
    }

    private void FlushAll()
    {
        foreach (var link in _links)
            link.Flush();
    }

    private void OnAdmitted(int count)
    {
        if (Interlocked.Increment(ref _admitted) == count)
            _allAdmitted.TrySetResult();
    }
}
