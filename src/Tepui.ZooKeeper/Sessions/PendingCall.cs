using System;
using System.Threading;
using System.Threading.Tasks;
using Tepui.ZooKeeper.Wire;

namespace Tepui.ZooKeeper.Sessions;

/// <summary>Reads the body of an answer, and leaves the watch that was asked for.</summary>
internal delegate T ReadReply<T>(ref JuteReader body, int error, WatchTable watches);

/// <summary>A request on its way, or waiting for a connection.</summary>
internal abstract class PendingCall(byte[] frame, string operation, string path)
{
    public byte[] Frame { get; } = frame;

    public string Operation { get; } = operation;

    public string Path { get; } = path;

    public int Xid { get; private set; }

    public DateTimeOffset SentAt { get; private set; }

    /// <summary>The same since the session began.</summary>
    public TimeSpan SentAfter { get; private set; }

    /// <summary>Whether only a majority of the ensemble can have answered it.</summary>
    public bool IsTransaction { get; init; }

    /// <summary>Who asked may no longer wait: then it need not be sent.</summary>
    public CancellationToken Cancellation { get; init; }

    public void Number(int xid, DateTimeOffset now, TimeSpan after)
    {
        Xid = xid;
        SentAt = now;
        SentAfter = after;
        Requests.Number(Frame, xid);
    }

    /// <exception cref="WireException">The answer is not what belongs to the question; the call has failed then.</exception>
    public abstract void Answer(int error, ref JuteReader body, WatchTable watches);

    public abstract void Fail(ZooKeeperException error);
}

/// <param name="takesNoNode">That there is no such node is an answer, not a failure.</param>
internal sealed class PendingCall<T>(byte[] frame, string operation, string path, ReadReply<T> read, bool takesNoNode = false)
    : PendingCall(frame, operation, path)
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Task => _answer.Task;

    public override void Answer(int error, ref JuteReader body, WatchTable watches)
    {
        if (error != 0 && !(takesNoNode && error == (int)ZooKeeperError.NoNode))
        {
            Fail(Errors.Of(error, Operation, Path));
            return;
        }

        try
        {
            _answer.TrySetResult(read(ref body, error, watches));
        }
        catch (ZooKeeperException e)
        {
            Fail(e);
        }
        catch (WireException e)
        {
            Fail(Errors.Lost(Operation, Path, e.Message));
            throw;
        }
    }

    public override void Fail(ZooKeeperException error)
    {
        _answer.TrySetException(error);

        // Nobody may be waiting any more; that is no fault.
        _ = _answer.Task.Exception;
    }
}
