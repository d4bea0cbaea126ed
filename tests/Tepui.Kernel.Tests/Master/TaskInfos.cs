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

    /// <summary>A task of a custom executor on an offer's agent.</summary>
    public static TaskInfo Custom(
        string id,
        Offer offer,
        string executor,
        string executorResources = "cpus:0.5;mem:32",
        Action<TaskInfo>? change = null) => Command(id, offer, change: task =>
    {
        task.Command = null;
        task.Executor = new ExecutorInfo
        {
            ExecutorId = new ExecutorID { Value = executor },
            Command = new CommandInfo { Value = "./executor" },
        };
        task.Executor.Resources.AddRange(Resources(executorResources));
        change?.Invoke(task);
    });

    /// <summary>Resources from Mesos's text form.</summary>
    public static List<Resource> Resources(string text)
    {
        var faults = new List<string>();
        return ResourceText.Parse(text, faults).ShouldNotBeNull(string.Join("; ", faults)).ToMessages();
    }
}
