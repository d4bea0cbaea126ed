using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent;
using Tepui.Simulation.Agents;

namespace Tepui.Simulation.Checkers;

/// <summary>An agent that starts anew finds the command tasks that run, and kills none that nobody asked it to kill.</summary>
public sealed class TasksOutliveTheirAgent : Checker
{
    /// <summary>By container: whose it is.</summary>
    private readonly Dictionary<string, (string Host, string Framework, string Task)> _tasks = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ending = new(StringComparer.Ordinal);

    public override string Rule => "tasks outlive their agent's process";

    public override void AgentStepped(SimulatedAgent agent, AgentInput input, IReadOnlyList<AgentEffect> effects)
    {
        if (input is Recovered && agent.Machine!.View() is { Drain: null, Id: not null })
        {
            CheckRecovery(agent, effects);
        }

        foreach (var effect in effects)
        {
            switch (effect)
            {
                case AppendCheckpoint append:
                    Note(agent, append.Record);
                    break;
                case SignalContainer signal:
                    _ending.Add(signal.Container.Value);
                    break;
                case DestroyContainer destroy:
                    _ending.Add(destroy.Container.Value);
                    break;
                case ForgetContainer forget:
                    _ending.Remove(forget.Container.Value);
                    _tasks.Remove(forget.Container.Value);
                    break;
            }
        }
    }

    private void CheckRecovery(SimulatedAgent agent, IReadOnlyList<AgentEffect> effects)
    {
        foreach (var destroy in effects.OfType<DestroyContainer>())
        {
            if (_tasks.TryGetValue(destroy.Container.Value, out var task) && !_ending.Contains(destroy.Container.Value)
                && agent.Containers.Find(destroy.Container) is { IsRunning: true })
            {
                Violate($"{agent.Name} starts anew and kills task {task.Task} of {task.Framework}, which runs and nobody asked to kill");
            }
        }
    }

    private void Note(SimulatedAgent agent, AgentCheckpoint record)
    {
        switch (record.RecordCase)
        {
            case AgentCheckpoint.RecordOneofCase.TaskAccepted when record.TaskAccepted is { HasGroup: false, Task.Executor: null } accepted:
                _tasks[accepted.ContainerId] = (agent.Host, accepted.FrameworkId.Value, accepted.Task.TaskId.Value);
                break;
            case AgentCheckpoint.RecordOneofCase.KillRequested:
                End(agent, (framework, task) =>
                    framework == record.KillRequested.FrameworkId.Value && task == record.KillRequested.TaskId.Value);
                break;
            case AgentCheckpoint.RecordOneofCase.FrameworkShutDown:
                End(agent, (framework, _) => framework == record.FrameworkShutDown.Value);
                break;
            case AgentCheckpoint.RecordOneofCase.Identity when record.Identity.AgentId is null:
                End(agent, (_, _) => true);
                break;
        }
    }

    private void End(SimulatedAgent agent, Func<string, string, bool> which) => _ending.UnionWith(
        _tasks.Where(task => task.Value.Host == agent.Host && which(task.Value.Framework, task.Value.Task)).Select(task => task.Key));
}
