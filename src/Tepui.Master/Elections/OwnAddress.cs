using System;
using System.Threading;
using Microsoft.Extensions.Logging;
using Tepui.Master.Logging;
using MasterInfo = Mesos.V1.MasterInfo;

namespace Tepui.Master.Elections;

/// <summary>
/// A leader that tells others this master's own address: its former process, whose session ends soon, or another master that was
/// given the same address. Nobody could reach the one that they mean, so with the second this master ends.
/// </summary>
internal sealed class OwnAddress(MasterInfo info, TimeProvider time, Action<string> end, ILogger logger) : IDisposable
{
    /// <summary>More than most sessions' time-outs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private ITimer? _alarm;
    private string? _node;

    /// <summary>Told who leads whenever that changes.</summary>
    public void See(MasterInfo? leader, string? node)
    {
        bool isSame = leader is not null && leader.Id != info.Id && leader.Pid == info.Pid;
        lock (_gate)
        {
            if ((isSame ? node : null) == _node)
            {
                return;
            }

            _node = isSame ? node : null;
            _alarm?.Dispose();
            _alarm = isSame
                ? time.CreateTimer(static own => ((OwnAddress)own!).GiveUp(), this, Patience, Timeout.InfiniteTimeSpan)
                : null;
        }

        if (isSame)
        {
            Log.OwnAddressLeads(logger, info.Pid, node!);
        }
    }

    public void Dispose() => _alarm?.Dispose();

    private void GiveUp() => end(
        $"another master leads ({_node}) with this one's address, {info.Pid}: give each master its own --ip, --port or --advertise_ip");
}
