using System;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Miner.Framework.Stores;
using Tepui.ZooKeeper;
using Tepui.ZooKeeper.Leaders;

namespace Tepui.Miner.Framework;

/// <summary>
/// One of several miners of the same name: it waits until it leads, takes the state over, and runs the scheduler until it leads no more.
/// </summary>
/// <param name="folder">The node of all miners; each name has one below it, with the state and the candidates.</param>
/// <param name="open">Begins a session.</param>
/// <param name="lead">Runs the scheduler with its state until it is cancelled.</param>
public sealed class MinerStandby(
    string folder, string name, Func<IZooKeeperSession> open, Func<MinerZooKeeperStore, CancellationToken, Task> lead, TimeProvider time,
    Action<MinerNotice> notice)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly string _node = NodePath.Join(folder, NodeName(name));
    private readonly string _self = $"{Environment.MachineName}, process {Environment.ProcessId} ({Guid.NewGuid():N})";

    /// <summary>Completes when it is cancelled; the tasks run on.</summary>
    /// <exception cref="MinerException">The master refused the framework, ZooKeeper the credentials, or the state cannot be read.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            if (await ContendAsync(cancellation) is not { } why)
                return;
            notice(new MinerNotice.Deposed(why));
            await Task.Delay(Pause, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Any text as the name of a node.</summary>
    private static string NodeName(string name) => name is "." or ".." ? name.Replace(".", "%2E", StringComparison.Ordinal) : Uri.EscapeDataString(name);

    /// <returns>Why it leads no more; null when it was cancelled.</returns>
    private async Task<string?> ContendAsync(CancellationToken cancellation)
    {
        var gained = new TaskCompletionSource<IZooKeeperSession>(TaskCreationOptions.RunContinuationsAsynchronously);
        var lost = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var election = new Election(_node, "candidate", []);
        await using var contest = LeaderContest.Start(open, election, Encoding.UTF8.GetBytes(_self), time, Hear);
        try
        {
            var session = await gained.Task.WaitAsync(cancellation);
            return await LeadAsync(session, lost.Task, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return null;
        }

        void Hear(ElectionNews news)
        {
            switch (news)
            {
                case ElectionNews.Gained(_, var session):
                    gained.TrySetResult(session);
                    break;
                case ElectionNews.Lost(var why):
                    lost.TrySetResult(why);
                    break;
                case ElectionNews.LeaderSeen(var leader) when leader is null || !IsOwn(leader):
                    notice(new MinerNotice.StandingBy(leader is null ? null : Encoding.UTF8.GetString(leader.Data)));
                    break;
                case ElectionNews.Trouble(var why, IsRefusal: true):
                    gained.TrySetException(new MinerException($"ZooKeeper refuses the election at {_node}: {why}"));
                    break;
                case ElectionNews.Trouble(var why, _):
                    notice(new MinerNotice.ElectionTrouble(why));
                    break;
            }
        }
    }

    private bool IsOwn(Leader leader) => Encoding.UTF8.GetString(leader.Data) == _self;

    private async Task<string?> LeadAsync(IZooKeeperSession session, Task<string> lost, CancellationToken cancellation)
    {
        using var term = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        MinerZooKeeperStore store;
        try
        {
            store = await MinerZooKeeperStore.TakeAsync(session, NodePath.Join(_node, "state"), term.Token);
        }
        catch (ZooKeeperException fault)
        {
            return fault.Message;
        }

        notice(new MinerNotice.Leads(store.Load().FrameworkId));
        var leading = lead(store, term.Token);
        var ended = await Task.WhenAny(leading, lost, store.Failed);
        await term.CancelAsync();
        await leading;
        if (cancellation.IsCancellationRequested)
            return null;
        return ended == lost ? await lost : ended == store.Failed ? await store.Failed : null;
    }
}
