using System.Collections.Generic;
using Tepui.Kernel;
using Tepui.Kernel.Master.Views;

namespace Tepui.Master.Endpoints.State;

/// <summary>The tasks of frameworks counted: live, unreachable and completed ones.</summary>
internal sealed class TaskTallies
{
    private static readonly TaskTally None = new();

    private readonly Dictionary<AgentId, TaskTally> _agents = [];
    private readonly Dictionary<FrameworkId, TaskTally> _frameworks = [];

    public TaskTallies(IReadOnlyList<FrameworkView> frameworks)
    {
        foreach (FrameworkView framework in frameworks)
        {
            var tally = new TaskTally();
            _frameworks[framework.Id] = tally;
            Count(framework.Id, tally, framework.Tasks);
            Count(framework.Id, tally, framework.UnreachableTasks);
            Count(framework.Id, tally, framework.CompletedTasks);
        }
    }

    public TaskTally Of(AgentId agent) => _agents.GetValueOrDefault(agent, None);

    public TaskTally Of(FrameworkId framework) => _frameworks.GetValueOrDefault(framework, None);

    private void Count(FrameworkId framework, TaskTally ofFramework, ViewList<TaskView> tasks)
    {
        // Neighbours are mostly of one agent, and are found once.
        string? agent = null;
        TaskTally? ofAgent = null;
        foreach (ViewPart<TaskView> part in tasks.Parts)
        {
            foreach (ref readonly TaskView task in part.Items)
            {
                ofFramework.Count(task.State, task.Agent.Value);
                if (ofAgent is null || !ReferenceEquals(agent, task.Agent.Value))
                {
                    agent = task.Agent.Value;
                    if (!_agents.TryGetValue(task.Agent, out ofAgent))
                    {
                        _agents.Add(task.Agent, ofAgent = new TaskTally());
                    }
                }

                ofAgent.Count(task.State, framework.Value);
            }
        }
    }
}
