using System.Collections.Generic;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Tepui.Kernel;
using Tepui.Kernel.Agent;
using Tepui.Simulation.Agents;
using OperationType = Mesos.V1.Offer.Types.Operation.Types.Type;

namespace Tepui.Simulation.Checkers;

/// <summary>A task comes to life as often as its scheduler launched it, which is once, and so on one agent.</summary>
public sealed class TasksAreLaunchedOnce : Checker
{
    private readonly Dictionary<(string Framework, string Task), int> _launched = [];
    private readonly Dictionary<(string Framework, string Task), (int Times, string Host)> _accepted = [];
    private readonly HashSet<string> _containers = new(System.StringComparer.Ordinal);

    public override string Rule => "a task lives on one agent at most";

    public override void SchedulerSent(string scheduler, Call call)
    {
        if (call.Type != Call.Types.Type.Accept)
            return;
        foreach (Offer.Types.Operation operation in call.Accept.Operations)
        {
            IEnumerable<TaskInfo> tasks = operation.Type switch
            {
                OperationType.Launch => operation.Launch.TaskInfos,
                OperationType.LaunchGroup => operation.LaunchGroup.TaskGroup.Tasks,
                _ => [],
            };
            foreach (TaskInfo task in tasks)
            {
                (string, string) key = (call.FrameworkId.Value, task.TaskId.Value);
                _launched[key] = _launched.GetValueOrDefault(key) + 1;
            }
        }
    }

    public override void AgentStepped(SimulatedAgent agent, AgentInput input, IReadOnlyList<AgentEffect> effects)
    {
        foreach (AgentEffect effect in effects)
        {
            switch (effect)
            {
                case Tell { Notice: AgentNotice.TaskAccepted accepted }:
                    Accepted(agent, accepted.Framework, accepted.Task);
                    break;
                case LaunchContainer launch when !_containers.Add(launch.Container.Value):
                    Violate($"{agent.Name} launches container {launch.Container} a second time");
                    break;
            }
        }
    }

    private void Accepted(SimulatedAgent agent, FrameworkId framework, TaskId task)
    {
        (string, string) key = (framework.Value, task.Value);
        (int times, string before) = _accepted.GetValueOrDefault(key);
        _accepted[key] = (times + 1, agent.Host);
        int launched = _launched.GetValueOrDefault(key);
        if (times + 1 > launched)
            Violate($"{agent.Host} takes task {task} of {framework}, which was launched {launched} times, and which {(times == 0 ? "nobody" : before)} took before");
    }
}
