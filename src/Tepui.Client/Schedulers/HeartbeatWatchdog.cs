using System;
using System.Threading;

namespace Tepui.Client.Schedulers;

/// <summary>
/// Notices a stream that has gone silent without closing, as after a network partition. Looks once per interval, so that
/// an event costs no more than writing down the time.
/// </summary>
internal sealed class HeartbeatWatchdog : IDisposable
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _silence;
    private readonly Action _lost;
    private readonly ITimer? _timer;
    private long _lastSeen;

    public HeartbeatWatchdog(TimeProvider time, TimeSpan interval, int missed, Action lost)
    {
        _time = time;
        _silence = interval * missed;
        _lost = lost;
        _lastSeen = time.GetTimestamp();
        _timer = interval > TimeSpan.Zero
            ? time.CreateTimer(static self => ((HeartbeatWatchdog)self!).Look(), this, interval, interval)
            : null;
    }

    public void Seen() => Volatile.Write(ref _lastSeen, _time.GetTimestamp());

    public void Dispose() => _timer?.Dispose();

    private void Look()
    {
        if (_time.GetElapsedTime(Volatile.Read(ref _lastSeen)) >= _silence)
        {
            _lost();
        }
    }
}
