using System;
using Tepui.Kernel.Master.Agents;
using Tepui.Kernel.Master.Frameworks;

namespace Tepui.Kernel.Master.Executors;

/// <summary>How an executor's record comes and goes: its resources are held once, however many tasks it runs.</summary>
internal static class ExecutorLife
{
    /// <summary>Adds an executor to its agent and, when that is known, to its framework.</summary>
    public static void Add(AgentRecord agent, FrameworkRecord? framework, ExecutorRecord executor)
    {
        agent.Add(executor);
        framework?.Add(executor);
    }

    /// <summary>Ends an executor's record; what it held is free.</summary>
    public static void Remove(MasterContext context, AgentRecord agent, ExecutorRecord executor)
    {
        agent.Remove(executor);
        context.State.Frameworks.Find(executor.Framework)?.Remove(executor);
        if (!executor.Resources.IsEmpty)
        {
            context.Allocator.Recover(executor.Framework, agent.Id, executor.Resources, TimeSpan.Zero, context.Now);
        }
    }
}
