using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Tepui.Endpoints.Metrics;
using Tepui.Kernel.Master;
using Tepui.Kernel.Registry;
using Tepui.Master.Logging;
using Tepui.Master.Registrars;
using Tepui.Protocol.Leaders;
using Tepui.ZooKeeper;
using Tepui.ZooKeeper.Leaders;
using MasterInfo = Mesos.V1.MasterInfo;

namespace Tepui.Master.Elections;

/// <summary>
/// A master's part in the election: a standby until it is elected, then the leader with what the registry holds, for as long as its
/// lease is extended; and never a standby again.
/// </summary>
/// <param name="open">Begins a session.</param>
/// <param name="end">Told why the master must end.</param>
internal sealed class MasterElection(
    ZooKeeperUrl url,
    MasterInfo info,
    Func<IZooKeeperSession> open,
    LeaderBoard board,
    Action<string> end,
    TimeProvider time,
    ILogger logger) : IAsyncDisposable
{
    private readonly OwnAddress _address = new(info, time, end, logger);
    private LeaderContest? _contest;
    private ContactWatch? _contact;
    private SessionLease? _lease;
    private Task _recovering = Task.CompletedTask;
    private IRegistryStore _store = null!;
    private TimerMetric _fetch = null!;
    private Action<IReadOnlyList<MasterInput>> _post = null!;

    /// <summary>The session this master was elected in; null before.</summary>
    public IZooKeeperSession? Session { get; private set; }

    /// <summary>Joins the election.</summary>
    /// <param name="store">Read once elected.</param>
    /// <param name="fetch">Records how long that took.</param>
    /// <param name="post">Hands inputs to the machine.</param>
    public void Begin(IRegistryStore store, TimerMetric fetch, Action<IReadOnlyList<MasterInput>> post)
    {
        _store = store;
        _fetch = fetch;
        _post = post;
        Log.Contends(logger, url.ToString());
        _contact = new ContactWatch(url, time, logger);
        var election = new Election(url.Path, LeaderNode.JsonLabel, LeaderNode.OlderLabels);
        _contest = LeaderContest.Start(() => _contact.Watch(open()), election, LeaderNode.Write(info), time, Tell);
    }

    /// <summary>Leaves the election: the next master need not wait for this one's time-out. To be called when nothing is done any more.</summary>
    public async ValueTask DisposeAsync()
    {
        _lease?.Dispose();
        _contact?.Dispose();
        _address.Dispose();
        if (_contest is not null)
        {
            await _contest.DisposeAsync().ConfigureAwait(false);
        }

        await _recovering.ConfigureAwait(false);
    }

    private void Tell(ElectionNews news)
    {
        switch (news)
        {
            case ElectionNews.LeaderSeen seen:
                See(seen.Leader);
                break;
            case ElectionNews.Gained gained:
                _recovering = GainAsync(gained);
                break;
            case ElectionNews.Left left:
                board.Follow(null);
                Log.LeftElection(logger, left.Reason);
                break;
            case ElectionNews.Lost lost:
                board.Follow(null);
                _post([new LeadershipLost(lost.Reason)]);
                break;
            case ElectionNews.Trouble { IsRefusal: true } refusal:
                end($"{url}: {refusal.Message}");
                break;
            case ElectionNews.Trouble trouble:
                Log.ElectionTrouble(logger, url.ToString(), trouble.Message);
                break;
        }
    }

    private void See(Leader? leader)
    {
        if (board.Standing.IsElected)
        {
            return;
        }

        MasterInfo? other = null;
        if (leader is null)
        {
            Log.NobodyLeads(logger);
        }
        else if ((other = LeaderNode.Read(leader.Node, leader.Data, out string fault)) is null)
        {
            Log.LeaderUnreadable(logger, $"{url.At(leader.Node)}", fault);
        }
        else if (other.Id != info.Id)
        {
            Log.OtherLeads(logger, other.Pid, leader.Node, leader.Term);
            if (Regions.Conflict(info, other) is { } conflict)
            {
                end(conflict);
            }
        }

        // Of its own lead it is told next, and it is no standby of itself.
        board.Follow(other?.Id == info.Id ? null : other);
        _address.See(other, leader?.Node);
    }

    private async Task GainAsync(ElectionNews.Gained gained)
    {
        Session = gained.Session;
        board.Elect(gained.Session.AliveUntil);
        Log.Elected(logger, gained.Self.Node, gained.Self.Term);
        _lease = new SessionLease(gained.Session, time, until =>
        {
            board.Extend(until);
            _post([new LeaseExtended(until)]);
        });
        RegistryState registry;
        long began = time.GetTimestamp();
        try
        {
            registry = await _store.LoadAsync().ConfigureAwait(false);
        }
        catch (RegistryException exception)
        {
            end(exception.Message);
            return;
        }

        _fetch.Record(time.GetElapsedTime(began));
        _post([new LeadershipGained(registry, gained.Self.Term, gained.Session.AliveUntil)]);
    }
}
