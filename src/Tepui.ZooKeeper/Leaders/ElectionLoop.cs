using System;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.ZooKeeper.Leaders;

/// <summary>
/// What a candidate and an onlooker have in common: they read the election anew whenever it changes, over sessions that end and begin
/// again, and tell who leads, from the first answer on and whenever that changes. A connection that is lost for less than the session's
/// time-out changes nothing.
/// </summary>
public abstract class ElectionLoop : IAsyncDisposable
{
    private readonly Func<IZooKeeperSession> _open;
    private readonly RetryPause _pause;
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;
    private Leader? _leader;
    private bool _told;

    private protected ElectionLoop(Func<IZooKeeperSession> open, Election election, TimeProvider time, Action<ElectionNews> tell)
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(election);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(tell);
        _open = open;
        _pause = new RetryPause(time);
        Election = election;
        Tell = tell;
    }

    private protected Election Election { get; }

    private protected Action<ElectionNews> Tell { get; }

    /// <summary>Nothing is left to do, and no further session begins.</summary>
    private protected bool IsOver { get; set; }

    private bool GoesOn => !IsOver && !_stopping.IsCancellationRequested;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stopping.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Apart from the constructor, as the first session begins here.</summary>
    private protected void Begin() => _running = RunAsync();

    private protected virtual void Enter(IZooKeeperSession session)
    {
    }

    /// <summary>Looks once and judges what is seen.</summary>
    /// <returns>What is to be waited for before the next look; null for none.</returns>
    private protected abstract Task<Task?> LookAsync(IZooKeeperSession session, CancellationToken cancellation);

    private protected virtual void Leave(SessionEnd end)
    {
    }

    private protected void See(Leader? leader)
    {
        if (_told && leader == _leader)
        {
            return;
        }

        _told = true;
        _leader = leader;
        Tell(new ElectionNews.LeaderSeen(leader));
    }

    private async Task RunAsync()
    {
        while (GoesOn)
        {
            await using IZooKeeperSession session = _open();
            Enter(session);
            await FollowAsync(session).ConfigureAwait(false);
            if (!GoesOn)
            {
                return;
            }

            SessionEnd end = await session.Ended.ConfigureAwait(false);
            Leave(end);
            if (IsOver)
            {
                return;
            }

            if (Troubles.OfEnd(end) is { } trouble)
            {
                Tell(trouble);
            }
            else
            {
                // The next session tries the servers at its own pace.
                _pause.Reset();
            }

            // What was known may be long over.
            See(null);
            await _pause.WaitAsync(_stopping.Token).ConfigureAwait(false);
        }
    }

    /// <summary>Returns when the session has ended, or there is nothing left to do.</summary>
    private async Task FollowAsync(IZooKeeperSession session)
    {
        while (GoesOn && !session.Ended.IsCompleted)
        {
            try
            {
                Task? change = await LookAsync(session, _stopping.Token).ConfigureAwait(false);
                _pause.Reset();
                if (change is not null && GoesOn)
                {
                    await Task.WhenAny(change, session.Ended).WaitAsync(_stopping.Token).ConfigureAwait(false);
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
                Tell(Troubles.Of(exception));
                await _pause.WaitAsync(_stopping.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
