using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent.Tasks;

namespace Tepui.Kernel.Agent.Calls;

/// <summary>A framework's description: capabilities decide what its tasks' updates say.</summary>
internal static class UpdateFrameworkCall
{
    public static void Apply(AgentState agent, UpdateFramework call)
    {
        var id = new FrameworkId(call.Framework.Id.Value);
        if (agent.Find(id) is not null)
        {
            agent.Updates.SendOverdue(Admit(agent, id, call.Framework));
        }
    }

    /// <summary>The framework as it is now described; a changed description is written down.</summary>
    public static AgentFramework Admit(AgentState agent, FrameworkId id, FrameworkInfo info)
    {
        AgentFramework? known = agent.Find(id);
        AgentFramework framework = known ?? agent.Admit(id, info);
        if (known is null || framework.IsIdle || !framework.Info.Equals(info))
        {
            framework.Info = info;
            if (framework.ShuttingDown && framework.IsIdle)
            {
                framework.ShuttingDown = false;
            }

            agent.Append(new AgentCheckpoint { Framework = info });
        }

        return framework;
    }
}
