using System.Collections.Generic;
using System.Linq;
using Tepui.Internal.V1;
using Tepui.Kernel.Tasks;

namespace Tepui.Kernel.Master.Messages;

/// <summary>The tasks that an agent brings when it comes back (src/master/validation.cpp says what they must hold).</summary>
internal static class ReportedTasks
{
    /// <summary>The tasks; what is wrong with others is added to <paramref name="faults"/>.</summary>
    public static List<TaskRecord> Read(ReregisterAgent message, TaskShapes shapes, List<string> faults)
    {
        var tasks = new List<TaskRecord>(message.TasksBytes.Count);
        var reader = new ReportedTaskReader(
            new AgentId(message.Agent.Id.Value), message.Frameworks.Select(static framework => new FrameworkId(framework.Id.Value)), shapes);
        foreach (var bytes in message.TasksBytes)
        {
            if (reader.Read(bytes.Span, out var fault) is { } task)
            {
                tasks.Add(task);
            }
            else
            {
                faults.Add(fault!);
            }
        }

        return tasks;
    }
}
