using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Agent.Executors;
using Tepui.Kernel.Agent.Tasks;

namespace Tepui.Kernel.Agent.Pods;

/// <summary>What an executor's container holds with its tasks (src/slave/slave.cpp, computeExecutorLimits).</summary>
internal static class PodResources
{
    public static IReadOnlyList<Resource> Of(AgentExecutor executor) =>
        [.. executor.Info.Resources, .. Live(executor).SelectMany(task => task.Info!.Resources)];

    /// <summary>
    /// Where a task has a limit the executor's is the sum over all, of what has none its request; where none has, there is none.
    /// </summary>
    /// <param name="requestsBoundCpus">
    /// --cgroups_enable_cfs. Without it a task that has no limit of cpus is not to be held to anything, so there is none for all.
    /// </param>
    public static IReadOnlyDictionary<string, Value.Types.Scalar> Limits(AgentExecutor executor, bool requestsBoundCpus)
    {
        var limits = new SortedDictionary<string, Value.Types.Scalar>(System.StringComparer.Ordinal);
        foreach (string name in (string[])["cpus", "mem"])
        {
            bool unbounded = name == "cpus" && !requestsBoundCpus
                && Live(executor).Any(task => !task.Info!.Limits.ContainsKey(name) && Sum(task.Info.Resources, name) > 0);
            if (!unbounded && Live(executor).Any(task => task.Info!.Limits.ContainsKey(name)))
            {
                double sum = Sum(executor.Info.Resources, name) + Live(executor).Sum(task =>
                    task.Info!.Limits.TryGetValue(name, out Value.Types.Scalar? limit) ? limit.Value : Sum(task.Info.Resources, name));
                limits.Add(name, new Value.Types.Scalar { Value = sum });
            }
        }

        return limits;
    }

    private static IEnumerable<AgentTask> Live(AgentExecutor executor) =>
        executor.Tasks.Where(task => task is { Phase: not TaskPhase.Ended, Info: not null });

    private static double Sum(IEnumerable<Resource> resources, string name) =>
        resources.Where(resource => resource.Name == name).Sum(resource => resource.Scalar?.Value ?? 0);
}
