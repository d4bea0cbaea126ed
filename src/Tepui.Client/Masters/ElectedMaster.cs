using System;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Protocol.Leaders;
using Tepui.ZooKeeper;
using Tepui.ZooKeeper.Leaders;

namespace Tepui.Client.Masters;

/// <summary>The master that leads by an election in ZooKeeper, Tepui's or Mesos's own. Begins to look at the first question.</summary>
internal sealed class ElectedMaster : IMasterDetector
{
    private readonly ZooKeeperUrl _url;
    private readonly Func<IZooKeeperSession> _open;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private LeaderWatch? _watch;
    private bool _disposed;

    // Guarded by the gate: what is known, and a task that completes when it is another.
    private IZooKeeperSession? _session;
    private DetectedMaster? _present;
    private string? _trouble;
    private bool _isRefused;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ElectedMaster(ZooKeeperUrl url, Func<IZooKeeperSession> open, TimeProvider time)
    {
        _url = url;
        _open = open;
        _time = time;
    }

    public string? Problem
    {
        get
        {
            lock (_gate)
            {
                return _present is not null ? null
                    : _trouble ?? (_session is { IsConnected: true }
                        ? $"no master is elected at {_url}"
                        : $"ZooKeeper does not answer at {string.Join(", ", _url.Servers)}");
            }
        }
    }

    public async Task<DetectedMaster> DetectAsync(CancellationToken cancellationToken = default)
    {
        Begin();
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_present is not null)
                {
                    return _present;
                }

                if (_isRefused)
                {
                    throw new MesosException($"no master can be found by {_url}: {_trouble}", HttpStatusCode.Unauthorized);
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        LeaderWatch? watch;
        lock (_gate)
        {
            _disposed = true;
            watch = _watch;
        }

        if (watch is not null)
        {
            await watch.DisposeAsync();
        }
    }

    private void Begin()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);

            // What it tells at once comes on this very thread.
            _watch ??= LeaderWatch.Start(
                OpenSession, new Election(_url.Path, LeaderNode.JsonLabel, LeaderNode.OlderLabels), _time, Hear);
        }
    }

    private IZooKeeperSession OpenSession()
    {
        var session = _open();
        lock (_gate)
        {
            _session = session;
        }

        return session;
    }

    private void Hear(ElectionNews news)
    {
        TaskCompletionSource before;
        lock (_gate)
        {
            switch (news)
            {
                case ElectionNews.LeaderSeen { Leader: { } leader }:
                    Know(leader);
                    break;
                case ElectionNews.LeaderSeen:
                    // What was wrong is still so: nothing else is the reason that nobody is seen.
                    _present = null;
                    break;
                case ElectionNews.Trouble trouble:
                    (_trouble, _isRefused) = (trouble.Message, trouble.IsRefusal);
                    if (_present is not null)
                    {
                        // The master that was seen leads until somebody is told otherwise.
                        return;
                    }

                    break;
                default:
                    return;
            }

            before = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _present = _present is null ? null : _present with { Changed = _changed.Task };
        }

        before.TrySetResult();
    }

    private void Know(Leader leader)
    {
        var info = LeaderNode.Read(leader.Node, leader.Data, out var fault);
        _isRefused = false;
        _trouble = info is null ? $"the node {leader.Node} at {_url} is no master's: {fault}" : null;
        _present = null;
        if (info is not null)
        {
            var (host, port) = LeaderNode.EndpointOf(info);
            _present = new DetectedMaster(new UriBuilder(Uri.UriSchemeHttp, host, port).Uri, info, Task.CompletedTask);
        }
    }
}
