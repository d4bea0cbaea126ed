using System.Collections.Generic;
using System.Linq;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Tasks;

namespace Tepui.Kernel.Master.Messages;

/// <summary>The tasks that an agent brings when it comes back (src/master/validation.cpp says what they must hold).</summary>
internal static class ReportedTasks
{
    /// <summary>The tasks; what is wrong with others is added to <paramref name="faults"/>.</summary>
    public static List<TaskRecord> Read(ReregisterAgent message, List<string> faults)
    {
        var tasks = new List<TaskRecord>(message.TasksBytes.Count);
        var frameworks = message.Frameworks.Select(static framework => framework.Id.Value).ToHashSet();
        foreach (var bytes in message.TasksBytes)
        {
            Task task;
            try
            {
                task = Task.Parser.ParseFrom(bytes);
            }
            catch (InvalidProtocolBufferException exception)
            {
                faults.Add($"A task is no mesos.v1.Task: {exception.Message}");
                continue;
            }

            if (IdValidation.Validate(task.TaskId.Value) is { } fault)
            {
                faults.Add($"Task has an invalid TaskID: {fault}");
            }
            else if (task.AgentId.Value != message.Agent.Id.Value)
            {
                faults.Add($"Task has an invalid AgentID '{task.AgentId.Value}'");
            }
            else if (!frameworks.Contains(task.FrameworkId.Value))
            {
                faults.Add($"Task has an invalid FrameworkID '{task.FrameworkId.Value}'");
            }
            else if (ResourceValidation.Validate(task.Resources) is { Count: > 0 } invalid)
            {
                faults.Add($"Task uses invalid resources: {string.Join("; ", invalid)}");
            }
            else if (task.Resources.Any(static resource => resource.AllocationInfo is null))
            {
                faults.Add($"Task '{task.TaskId.Value}' has resources without 'allocation_info'");
            }
            else
            {
                tasks.Add(TaskRecord.Of(task, ResourceSet.From(task.Resources)));
            }
        }

        return tasks;
    }
}
