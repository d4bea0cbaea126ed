using System;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.ZooKeeper.Leaders;

/// <summary>
/// Says who leads, from the first answer on and whenever it changes, over sessions that end and begin anew. A connection that is
/// lost for less than the session's time-out changes nothing.
/// </summary>
public sealed class LeaderWatch : IAsyncDisposable
{
    private readonly Func<IZooKeeperSession> _open;
    private readonly Election _election;
    private readonly TimeProvider _time;
    private readonly Action<ElectionNews> _tell;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;
    private Leader? _leader;
    private bool _told;

    private LeaderWatch(Func<IZooKeeperSession> open, Election election, TimeProvider time, Action<ElectionNews> tell)
    {
        _open = open;
        _election = election;
        _time = time;
        _tell = tell;
        _running = RunAsync();
    }

    /// <param name="open">Begins a session; called again after each one's end.</param>
    /// <param name="tell">Told <see cref="ElectionNews.LeaderSeen"/> and <see cref="ElectionNews.Trouble"/>; must not wait.</param>
    public static LeaderWatch Start(Func<IZooKeeperSession> open, Election election, TimeProvider time, Action<ElectionNews> tell)
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(election);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(tell);
        return new LeaderWatch(open, election, time, tell);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        var pause = new RetryPause(_time);
        while (!_stopping.IsCancellationRequested)
        {
            await using IZooKeeperSession session = _open();
            await FollowAsync(session, pause).ConfigureAwait(false);
            if (_stopping.IsCancellationRequested)
            {
                return;
            }

            // What was known may be long over.
            Tell(null);
            await pause.WaitAsync(_stopping.Token).ConfigureAwait(false);
        }
    }

    private async Task FollowAsync(IZooKeeperSession session, RetryPause pause)
    {
        while (!_stopping.IsCancellationRequested && !session.Ended.IsCompleted)
        {
            try
            {
                ElectionReader.Reading reading = await ElectionReader.ReadAsync(session, _election, _stopping.Token).ConfigureAwait(false);
                pause.Reset();
                Tell(reading.Leader);
                await Task.WhenAny(reading.Changed, session.Ended).WaitAsync(_stopping.Token).ConfigureAwait(false);
            }
            catch (ZooKeeperException exception) when (exception.Error == ZooKeeperError.ConnectionLoss)
            {
                // The next call waits for the next connection.
            }
            catch (ZooKeeperException exception) when (exception.Error == ZooKeeperError.SessionEnded)
            {
                break;
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

        if (_stopping.IsCancellationRequested || !session.Ended.IsCompleted)
        {
            return;
        }

        if (Troubles.OfEnd(await session.Ended.ConfigureAwait(false)) is { } trouble)
        {
            _tell(trouble);
        }
        else
        {
            // The next session tries the servers at its own pace.
            pause.Reset();
        }
    }

    private void Tell(Leader? leader)
    {
        if (_told && SameLeader(leader, _leader))
        {
            return;
        }

        _told = true;
        _leader = leader;
        _tell(new ElectionNews.LeaderSeen(leader));
    }

    private static bool SameLeader(Leader? one, Leader? other) =>
        one is null || other is null
            ? one is null && other is null
            : one.Term == other.Term && one.Node == other.Node && one.Data.AsSpan().SequenceEqual(other.Data);
}
