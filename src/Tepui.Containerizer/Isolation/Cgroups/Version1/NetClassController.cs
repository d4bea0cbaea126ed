using System;
using System.Collections.Concurrent;
using Mesos.V1;

namespace Tepui.Containerizer.Isolation.Cgroups.Version1;

/// <summary>Gives each container's packets a class of their own, for tc(8) and iptables(8) to match.</summary>
internal sealed class NetClassController(CgroupOptions options) : CgroupController("net_cls")
{
    private const string File = "net_cls.classid";
    private readonly ConcurrentDictionary<string, uint> _classes = new(StringComparer.Ordinal);
    private readonly NetClassHandles? _handles = options.NetClassPrimary is { } primary
        ? new NetClassHandles(primary, options.NetClassSecondaries.First, options.NetClassSecondaries.Last)
        : null;

    public override void Prepare(string containerId, CgroupDirectory cgroup)
    {
        if (_handles is null)
            return;
        uint own = _handles.Take() ?? throw new ContainerLaunchException(
            "all handles of --cgroups_net_cls_secondary_handles are taken: give the agent a wider range");
        _classes[containerId] = own;
        cgroup.Write(File, own);
    }

    public override void Recover(string containerId, CgroupDirectory cgroup)
    {
        if (cgroup.TryReadNumber(File) is { } found and > 0 and <= uint.MaxValue)
        {
            _classes[containerId] = (uint)found;
            _handles?.Keep((uint)found);
        }
    }

    public override void Describe(string containerId, ContainerStatus status)
    {
        if (_classes.TryGetValue(containerId, out uint own))
            (status.CgroupInfo ??= new CgroupInfo()).NetCls = new CgroupInfo.Types.NetCls { Classid = own };
    }

    public override void CleanUp(string containerId)
    {
        if (_classes.TryRemove(containerId, out uint own))
            _handles?.Return(own);
    }
}
