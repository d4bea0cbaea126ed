using System;
using System.Collections.Generic;
using System.Linq;

namespace Tepui.Simulation.Frameworks;

/// <summary>What a workload framework is like.</summary>
/// <param name="MostTasks">So many of its tasks live at once.</param>
public sealed record WorkloadTraits(
    string Name, IReadOnlyList<string> Roles, TimeSpan FailoverTimeout, bool IsPartitionAware, int MostTasks)
{
    /// <summary>All roles that are used; the third is below the first.</summary>
    public static IReadOnlyList<string> AllRoles { get; } = ["blue", "green", "blue/deep"];

    public static WorkloadTraits Draw(string name, Random random)
    {
        TimeSpan[] timeouts = [TimeSpan.Zero, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(10), TimeSpan.FromDays(7)];
        string[] roles = [.. AllRoles.Where(_ => random.Next(2) == 0)];
        return new WorkloadTraits(
            name,
            roles.Length > 0 ? roles : [AllRoles[random.Next(AllRoles.Count)]],
            timeouts[random.Next(timeouts.Length)],
            random.Next(5) > 0,
            random.Next(2, 13));
    }
}
