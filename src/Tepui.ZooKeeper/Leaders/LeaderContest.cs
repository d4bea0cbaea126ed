using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.ZooKeeper.Leaders;

/// <summary>
/// Contends for the lead: makes the candidate's node, tells who leads, and when it is this one. A candidate whose session ends
/// before it leads joins again; one that led does not, as it cannot know what was done meanwhile.
/// </summary>
public sealed class LeaderContest : IAsyncDisposable
{
    private readonly Func<IZooKeeperSession> _open;
    private readonly Election _election;
    private readonly ReadOnlyMemory<byte> _data;
    private readonly TimeProvider _time;
    private readonly Action<ElectionNews> _tell;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;
    private Leader? _leader;
    private bool _told;
    private bool _leads;
    private bool _isOver;

    private LeaderContest(
        Func<IZooKeeperSession> open, Election election, ReadOnlyMemory<byte> data, TimeProvider time, Action<ElectionNews> tell)
    {
        _open = open;
        _election = election;
        _data = data;
        _time = time;
        _tell = tell;
        _running = RunAsync();
    }

    /// <param name="open">Begins a session; called again after each one's end.</param>
    /// <param name="data">What this candidate's node says.</param>
    /// <param name="tell">Told all there is in <see cref="ElectionNews"/>; must not wait.</param>
    public static LeaderContest Start(
        Func<IZooKeeperSession> open, Election election, ReadOnlyMemory<byte> data, TimeProvider time, Action<ElectionNews> tell)
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(election);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(tell);
        return new LeaderContest(open, election, data, time, tell);
    }

    /// <summary>Leaves the election: the session is closed, and the next candidate need not wait for its time-out.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        var pause = new RetryPause(_time);
        while (!_stopping.IsCancellationRequested && !_isOver)
        {
            await using IZooKeeperSession session = _open();
            await ContendAsync(session, pause).ConfigureAwait(false);
            if (_stopping.IsCancellationRequested || _isOver)
            {
                return;
            }

            SessionEnd end = await session.Ended.ConfigureAwait(false);
            if (_leads)
            {
                Lose(end == SessionEnd.Expired ? "its ZooKeeper session expired" : $"its ZooKeeper session ended ({end})");
                return;
            }

            if (Troubles.OfEnd(end) is { } trouble)
            {
                _tell(trouble);
            }

            else
            {
                // The next session tries the servers at its own pace.
                pause.Reset();
            }

            See(null);
            await pause.WaitAsync(_stopping.Token).ConfigureAwait(false);
        }
    }

    /// <summary>Returns when the session has ended, or the contest is over.</summary>
    private async Task ContendAsync(IZooKeeperSession session, RetryPause pause)
    {
        var candidacy = new Candidacy(session, _election, _data);
        while (!_stopping.IsCancellationRequested && !session.Ended.IsCompleted && !_isOver)
        {
            try
            {
                string own = await candidacy.JoinAsync(_stopping.Token).ConfigureAwait(false);
                ElectionReader.Reading reading = await ElectionReader.ReadAsync(session, _election, _stopping.Token).ConfigureAwait(false);
                pause.Reset();
                if (Judge(own, reading, session))
                {
                    await Task.WhenAny(reading.Changed, session.Ended).WaitAsync(_stopping.Token).ConfigureAwait(false);
                }
                else
                {
                    candidacy.Forget();
                }
            }
            catch (ZooKeeperException exception) when (exception.Error == ZooKeeperError.ConnectionLoss)
            {
                // The next call waits for the next connection.
            }
            catch (ZooKeeperException exception) when (exception.Error == ZooKeeperError.SessionEnded)
            {
                return;
            }
            catch (ZooKeeperException exception)
            {
                _tell(Troubles.Of(exception));
                await pause.WaitAsync(_stopping.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <returns>False when the candidate's node is gone.</returns>
    private bool Judge(string own, ElectionReader.Reading reading, IZooKeeperSession session)
    {
        if (reading.Leader?.Node == own)
        {
            See(reading.Leader);
            if (!_leads)
            {
                _leads = true;
                _tell(new ElectionNews.Gained(reading.Leader, session));
            }

            return true;
        }

        bool isIn = Contains(reading.Candidates, own);
        if (_leads)
        {
            Lose(isIn ? $"{_election.At(reading.Leader!.Node)} leads" : $"its node {_election.At(own)} was deleted");
            return isIn;
        }

        See(reading.Leader);
        if (!isIn)
        {
            _tell(new ElectionNews.Left($"its node {_election.At(own)} was deleted"));
        }

        return isIn;
    }

    private void Lose(string reason)
    {
        _isOver = true;
        _tell(new ElectionNews.Lost(reason));
    }

    private void See(Leader? leader)
    {
        if (_told && leader?.Term == _leader?.Term && leader?.Node == _leader?.Node && SameData(leader, _leader))
        {
            return;
        }

        _told = true;
        _leader = leader;
        _tell(new ElectionNews.LeaderSeen(leader));
    }

    private static bool SameData(Leader? one, Leader? other) =>
        (one?.Data ?? []).AsSpan().SequenceEqual(other?.Data ?? []);

    private static bool Contains(IReadOnlyList<string> nodes, string node)
    {
        foreach (string each in nodes)
        {
            if (each == node)
            {
                return true;
            }
        }

        return false;
    }
}
