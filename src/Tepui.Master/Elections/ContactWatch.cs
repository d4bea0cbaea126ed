using System;
using System.Threading;
using Microsoft.Extensions.Logging;
using Tepui.Master.Logging;
using Tepui.ZooKeeper;

namespace Tepui.Master.Elections;

/// <summary>Says every so often that ZooKeeper cannot be reached, for as long as it cannot.</summary>
internal sealed class ContactWatch : IDisposable
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Next = TimeSpan.FromSeconds(30);

    private readonly ZooKeeperUrl _url;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _alarm;
    private readonly Lock _gate = new();
    private IZooKeeperSession? _session;
    private long _since;
    private bool _isConnected;

    public ContactWatch(ZooKeeperUrl url, TimeProvider time, ILogger logger)
    {
        _url = url;
        _time = time;
        _logger = logger;
        _since = time.GetTimestamp();
        _alarm = time.CreateTimer(static watch => ((ContactWatch)watch!).Ring(), this, First, Next);
    }

    /// <summary>From now on this session is the one to watch.</summary>
    public IZooKeeperSession Watch(IZooKeeperSession session)
    {
        lock (_gate)
        {
            if (_session is not null)
            {
                _session.Changed -= Look;
            }

            _session = session;
        }

        session.Changed += Look;
        Look();
        return session;
    }

    public void Dispose()
    {
        _alarm.Dispose();
        lock (_gate)
        {
            if (_session is not null)
            {
                _session.Changed -= Look;
            }
        }
    }

    private void Look()
    {
        lock (_gate)
        {
            bool isConnected = _session!.IsConnected;
            if (isConnected == _isConnected)
            {
                return;
            }

            _isConnected = isConnected;
            if (!isConnected)
            {
                _since = _time.GetTimestamp();
                _alarm.Change(First, Next);
            }
        }
    }

    private void Ring()
    {
        TimeSpan away;
        lock (_gate)
        {
            if (_isConnected)
            {
                return;
            }

            away = _time.GetElapsedTime(_since);
        }

        Log.ZooKeeperAway(_logger, string.Join(',', _url.Servers), (int)away.TotalSeconds);
    }
}
