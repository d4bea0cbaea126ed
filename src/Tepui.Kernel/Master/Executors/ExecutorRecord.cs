using Mesos.V1;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Master.Executors;

/// <summary>A custom executor as the master keeps it, from the launch of its first task to its end.</summary>
/// <param name="Info">With framework_id; never changed.</param>
/// <param name="Resources">What it holds beside its tasks, allocated to a role.</param>
public sealed record ExecutorRecord(FrameworkId Framework, ExecutorId Id, AgentId Agent, ExecutorInfo Info, ResourceSet Resources)
{
    /// <summary>The record of an executor on an agent; its resources must be valid.</summary>
    public static ExecutorRecord Of(AgentId agent, ExecutorInfo info, ResourceSet? resources = null) => new(
        new FrameworkId(info.FrameworkId.Value),
        new ExecutorId(info.ExecutorId.Value),
        agent,
        info,
        resources ?? ResourceSet.From(info.Resources));
}
