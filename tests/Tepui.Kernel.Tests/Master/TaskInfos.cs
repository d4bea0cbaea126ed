using System;
using System.Collections.Generic;
using Mesos.V1;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Tests.Master;

/// <summary>Tasks to launch.</summary>
internal static class TaskInfos
{
    /// <summary>A command task on an offer's agent.</summary>
    public static TaskInfo Command(string id, Offer offer, string resources = "cpus:1;mem:128", Action<TaskInfo>? change = null)
    {
        var task = new TaskInfo
        {
            Name = id,
            TaskId = new TaskID { Value = id },
            AgentId = offer.AgentId,
            Command = new CommandInfo { Value = "true" },
        };
        task.Resources.AddRange(Resources(resources));
        change?.Invoke(task);
        return task;
    }

    /// <summary>Resources from Mesos's text form.</summary>
    public static List<Resource> Resources(string text)
    {
        var faults = new List<string>();
        return ResourceText.Parse(text, faults).ShouldNotBeNull(string.Join("; ", faults)).ToMessages();
    }
}
