using Tepui.Internal.V1;

namespace Tepui.Kernel.Master.Agents;

/// <summary>
/// Draining (docs/maintenance.md): the agent kills its tasks, and once all have ended and every last update is acknowledged
/// it is DRAINED, or gone where that was asked for.
/// </summary>
internal static class AgentDrain
{
    /// <summary>Tells an agent to drain, or tells it again after it came back.</summary>
    public static void Tell(MasterContext context, AgentRecord agent)
    {
        if (agent.Managed?.Drain is { } drain)
        {
            context.Send(agent, new AgentLinkFrame { DrainAgent = new DrainAgent { Config = drain.Config } });
            Check(context, agent);
        }
    }

    /// <summary>Ends the draining of an agent that has nothing left.</summary>
    public static void Check(MasterContext context, AgentRecord agent)
    {
        if (agent.Managed is not { IsDraining: true } managed || agent.IsDrainEnding || agent.Tasks.Count > 0 ||
            agent.Operations.Count > 0)
        {
            return;
        }

        // While another change of the agent is on its way, or when this one fails, a later look finds it again.
        agent.IsDrainEnding = managed.Drain!.Config.MarkGone
            ? AgentRegistry.MarkGone(context, agent.Id, static () => { }, _ => agent.IsDrainEnding = false)
            : MarkDrained(context, agent);
    }

    private static bool MarkDrained(MasterContext context, AgentRecord agent)
    {
        context.Registrar.Apply(
            registry => registry.Managed.TryGetValue(agent.Id.Value, out var managed) && managed.IsDraining
                ? registry.Manage(agent.Id.Value, managed.Drained())
                : registry,
            () =>
            {
                agent.IsDrainEnding = false;
                if (context.State.Agents.Find(agent.Id) is { } present)
                {
                    AgentLife.Settle(context, present, "agent drained");
                }

                context.Tell(new AgentDrained(agent.Id, agent.Info.Hostname));
            },
            _ => agent.IsDrainEnding = false);
        return true;
    }
}
