using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Master.Agents;
using Tepui.Kernel.Master.Frameworks;
using Tepui.Kernel.Master.Subscribers;
using Tepui.Kernel.Tasks;

namespace Tepui.Kernel.Master;

/// <summary>How a task's record changes and ends.</summary>
internal static class TaskLife
{
    /// <summary>Adds a task to its agent and, when that is known, to its framework.</summary>
    public static void Add(MasterContext context, AgentRecord agent, FrameworkRecord? framework, TaskRecord task)
    {
        agent.Add(task);
        if (framework is not null)
        {
            Add(context, framework, task);
        }
    }

    /// <summary>Adds a task that its agent has already to its framework; from now on operators see it.</summary>
    public static void Add(MasterContext context, FrameworkRecord framework, TaskRecord task)
    {
        framework.Add(task);
        Announcements.TaskAdded(context, task);
    }

    /// <summary>Adds all tasks that an agent brings, to it and to those of their frameworks that are known.</summary>
    public static void AddReported(MasterContext context, AgentRecord agent, IReadOnlyList<TaskRecord> tasks)
    {
        agent.Add(tasks);
        foreach (var ofFramework in tasks.GroupBy(static task => task.Framework))
        {
            if (context.State.Frameworks.Find(ofFramework.Key) is { } framework)
            {
                framework.Add(ofFramework);
                foreach (var task in ofFramework)
                {
                    Announcements.TaskAdded(context, task);
                }
            }
        }
    }

    /// <summary>Takes a status into a task's record only, and tells operators when it is news.</summary>
    public static void Apply(MasterContext context, TaskRecord task, TaskStatus status, TaskState state)
    {
        var isNews = Announcements.IsNews(context, task, status, state);
        task.Apply(status, state);
        if (isNews)
        {
            Announcements.TaskUpdated(context, task, status);
        }
    }

    /// <summary>
    /// Takes a status into a task. With the first that ends it, or puts it out of reach, its resources are free at once: the
    /// acknowledgement only decides how long the record stays.
    /// </summary>
    /// <param name="latest">What the task has come to meanwhile, when the status waited behind others.</param>
    public static void Update(MasterContext context, TaskRecord task, TaskStatus status, TaskState? latest = null)
    {
        var before = task.State;
        var framework = context.State.Frameworks.Find(task.Framework);
        Apply(context, task, status, latest ?? status.State);
        var after = task.State;
        if (before != after)
        {
            framework?.Metrics.TaskLeaves(before);
            framework?.Metrics.TaskEnters(after);
        }

        if (before.FreesResources() || !after.FreesResources())
        {
            return;
        }

        context.Allocator.Recover(task.Framework, task.Agent, task.Resources, TimeSpan.Zero, context.Now);
        if (context.State.Agents.Find(task.Agent) is { } agent)
        {
            agent.Used -= task.Resources;
        }

        if (framework is not null)
        {
            framework.Used -= task.Resources;
        }

        context.Counters.CountTask(status);
    }

    /// <summary>Ends a task's record: it goes to the framework's completed, or its unreachable, tasks.</summary>
    public static void Remove(MasterContext context, TaskRecord task, bool unreachable)
    {
        if (!task.State.FreesResources())
        {
            throw new InvalidOperationException($"task {task.Id} of framework {task.Framework} is removed in state {task.State}");
        }

        if (context.State.Agents.Find(task.Agent) is { } agent)
        {
            agent.Remove(task);
            AgentDrain.Check(context, agent);
        }

        if (context.State.Frameworks.Find(task.Framework) is not { } framework)
        {
            return;
        }

        framework.Remove(task);
        if (unreachable)
        {
            framework.UnreachableTasks.Add(task.Id, task);
        }
        else
        {
            framework.CompletedTasks.Add(task);
        }
    }

    /// <summary>Tells a framework a status that the master made, of a task that never got to an agent.</summary>
    public static void Refuse(
        MasterContext context,
        FrameworkRecord framework,
        TaskInfo task,
        TaskState state,
        TaskStatus.Types.Reason reason,
        string message)
    {
        var id = new TaskId(task.TaskId.Value);
        var status = StatusFactory.Make(id, new AgentId(task.AgentId.Value), state, message, reason, context.Now);
        context.Counters.CountTask(status);
        context.Tell(new TaskRefused(framework.Id, id, state, message));
        context.Send(framework, SchedulerEvents.Update(status));
    }
}
