using System;
using System.Threading;

namespace Tepui.ZooKeeper.Sessions;

/// <summary>What others see of a session; written by its loop, read by anybody.</summary>
internal sealed class SessionFace(TimeSpan timeout)
{
    private long _id;
    private long _timeout = timeout.Ticks;
    private long _aliveUntil = DateTimeOffset.MinValue.UtcTicks;
    private volatile bool _isConnected;

    public event Action? Changed;

    public long Id
    {
        get => Volatile.Read(ref _id);
        set => Volatile.Write(ref _id, value);
    }

    public TimeSpan Timeout
    {
        get => TimeSpan.FromTicks(Volatile.Read(ref _timeout));
        set => Volatile.Write(ref _timeout, value.Ticks);
    }

    public DateTimeOffset AliveUntil
    {
        get => new(Volatile.Read(ref _aliveUntil), TimeSpan.Zero);
        set => Volatile.Write(ref _aliveUntil, value.UtcTicks);
    }

    public bool IsConnected
    {
        get => _isConnected;
        set => _isConnected = value;
    }

    public void TellChanged() => Changed?.Invoke();
}
