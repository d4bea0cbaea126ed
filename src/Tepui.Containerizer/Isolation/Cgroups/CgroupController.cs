using Mesos.V1;

namespace Tepui.Containerizer.Isolation.Cgroups;

/// <summary>What one controller of the kernel does for containers, in one version of cgroups. Each has an empty body for what it does not care about.</summary>
/// <param name="name">As the kernel names it.</param>
internal class CgroupController(string name)
{
    public string Name { get; } = name;

    /// <summary>The container's cgroup was made; nothing runs in it yet.</summary>
    /// <exception cref="ContainerLaunchException">The kernel refuses what is needed.</exception>
    public virtual void Prepare(string containerId, CgroupDirectory cgroup)
    {
    }

    /// <summary>The container ran before this process of the agent did.</summary>
    public virtual void Recover(string containerId, CgroupDirectory cgroup)
    {
    }

    /// <param name="isFirst">Nothing was written before.</param>
    public virtual void Update(CgroupDirectory cgroup, ContainerResources resources, bool isFirst)
    {
    }

    public virtual void Measure(string containerId, CgroupDirectory cgroup, ContainerResources resources, ResourceStatistics statistics)
    {
    }

    public virtual void Describe(string containerId, ContainerStatus status)
    {
    }

    /// <summary>What the container went over, by what its cgroup tells; null for nothing.</summary>
    public virtual ContainerLimitation? Explain(string containerId, CgroupDirectory cgroup) => null;

    /// <summary>The cgroup is about to be removed.</summary>
    public virtual void CleanUp(string containerId)
    {
    }
}
