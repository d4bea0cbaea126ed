using System.Collections.Generic;
using System.Linq;
using Tepui.Internal.V1;
using Tepui.Kernel.Master.Executors;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Tasks;

namespace Tepui.Kernel.Master.Messages;

/// <summary>The custom executors that an agent brings when it comes back (src/master/validation.cpp says what they must hold).</summary>
internal static class ReportedExecutors
{
    /// <summary>The executors; what is wrong with others is added to <paramref name="faults"/>.</summary>
    public static List<ExecutorRecord> Read(ReregisterAgent message, List<string> faults)
    {
        var executors = new List<ExecutorRecord>(message.Executors.Count);
        var frameworks = message.Frameworks.Select(static framework => framework.Id.Value).ToHashSet();
        var ids = new HashSet<(string, string)>();
        var agent = new AgentId(message.Agent.Id.Value);
        foreach (var executor in message.Executors)
        {
            var own = default(FaultList);
            ExecutorValidation.Validate(executor, ref own);
            var id = executor.ExecutorId.Value;
            var framework = executor.FrameworkId?.Value ?? "";
            own.AddWhen(!frameworks.Contains(framework), $"Executor has an invalid FrameworkID '{framework}'");
            own.AddWhen(!ids.Add((framework, id)), $"Framework '{framework}' has a duplicate ExecutorID '{id}'");
            if (ResourceValidation.Validate(executor.Resources) is { Count: > 0 } invalid)
            {
                own.Add($"Executor uses invalid resources: {string.Join("; ", invalid)}");
            }

            own.AddWhen(
                executor.Resources.Any(static resource => resource.AllocationInfo is null),
                $"Executor '{id}' has resources without 'allocation_info'");
            if (own.IsEmpty)
            {
                executors.Add(ExecutorRecord.Of(agent, executor));
            }
            else
            {
                faults.AddRange(own.All);
            }
        }

        return executors;
    }
}
