using Mesos.V1;

namespace Tepui.Master.Elections;

/// <summary>All masters are in one region (Mesos's docs/fault-domains.md).</summary>
internal static class Regions
{
    /// <summary>Why this master cannot stand by for that leader; null when it can.</summary>
    public static string? Conflict(MasterInfo own, MasterInfo leader)
    {
        string? here = own.Domain?.FaultDomain?.Region?.Name;
        string? there = leader.Domain?.FaultDomain?.Region?.Name;
        return here is null || there is null || here == there
            ? null
            : $"the leading master {leader.Pid} is in region '{there}' and this one in '{here}' (--domain): all masters of a cluster are in one region";
    }
}
