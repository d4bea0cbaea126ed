using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Tepui.Kernel.Agent.Views;
using Tepui.Kernel.Master;
using Tepui.Kernel.Tasks;
using Tepui.Simulation.Agents;
using Tepui.Simulation.Clusters;
using Tepui.Simulation.Masters;
using AgentView = Tepui.Kernel.Master.Views.AgentView;
using FrameworkView = Tepui.Kernel.Master.Views.FrameworkView;
using MasterView = Tepui.Kernel.Master.Views.MasterView;
using OperationType = Mesos.V1.Offer.Types.Operation.Types.Type;
using TaskView = Tepui.Kernel.Master.Views.TaskView;

namespace Tepui.Simulation.Checkers;

/// <summary>
/// Asked for once the faults are over: one master leads, every agent is registered with it, schedulers, master and agents agree on
/// which tasks there are and how they are, and what is held is held for them.
/// </summary>
public sealed class EverythingAgrees(Cluster cluster) : Checker
{
    private readonly SortedDictionary<string, string> _frameworks = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, SortedDictionary<string, TaskState>> _tasks = new(StringComparer.Ordinal);
    private readonly HashSet<string> _over = new(StringComparer.Ordinal);

    /// <summary>
    /// What a scheduler may know nothing of: what it wants ended, for when the master died with the launch and the kill nobody has ever
    /// heard of the task; and what an earlier run launched that did not write it down, when the task was over before this one began.
    /// </summary>
    private readonly HashSet<(string Framework, string Task)> _forgettable = [];

    public override string Rule => "in the end everything agrees";

    public override void SchedulerStarted(string scheduler, string? framework, bool remembers)
    {
        if (framework is not null && !remembers)
            _forgettable.UnionWith(TasksOf(framework).Keys.Select(task => (framework, task)));
    }

    public override void SchedulerSent(string scheduler, Call call)
    {
        if (call.Type == Call.Types.Type.Teardown)
        {
            _tasks.Remove(call.FrameworkId.Value);
            return;
        }

        if (call.Type == Call.Types.Type.Kill)
            _forgettable.Add((call.FrameworkId.Value, call.Kill.TaskId.Value));
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
                TasksOf(call.FrameworkId.Value)[task.TaskId.Value] = TaskState.TaskStaging;
        }
    }

    /// <summary>What a framework that is over ever launched is nobody's any more.</summary>
    public override void MasterActed(SimulatedMaster master, MasterEffect effect)
    {
        if (effect is not Tell { Notice: FrameworkRemoved removed })
            return;
        _over.Add(removed.Framework.Value);
        _tasks.Remove(removed.Framework.Value);
    }

    public override void SchedulerReceived(string scheduler, long term, Event received)
    {
        switch (received.Type)
        {
            case Event.Types.Type.Subscribed:
                _frameworks[scheduler] = received.Subscribed.FrameworkId.Value;
                break;
            case Event.Types.Type.Update when _frameworks.TryGetValue(scheduler, out string? framework):
                TasksOf(framework)[received.Update.Status.TaskId.Value] = received.Update.Status.State;
                break;
            case Event.Types.Type.Error when _frameworks.TryGetValue(scheduler, out string? framework):
                if (received.Error.Message != "Framework failed over")
                    _tasks.Remove(framework);
                break;
        }
    }

    public override string? Unsettled()
    {
        List<SimulatedMaster> leaders = [.. cluster.Masters.Where(master => master.Leads)];
        if (leaders.Count != 1)
            return $"{leaders.Count} masters lead";
        MasterView view = leaders[0].Machine!.TakeView();
        return AgentsOf(view) ?? TasksOf(view);
    }

    private string? AgentsOf(MasterView view)
    {
        if (view.RecoveredAgents.Count > 0)
            return $"{view.RecoveredAgents.Count} agents of the registry have not come back";
        foreach (SimulatedAgent agent in cluster.Agents)
        {
            if (!agent.IsRunning)
                return $"{agent.Name} does not run";
            Tepui.Kernel.Agent.Views.AgentView own = agent.Machine!.View();
            if (!own.Registered)
                return $"{agent.Name} is not registered";
            if (view.Agents.FirstOrDefault(known => known.Id == own.Id) is not { Connected: true } known)
                return $"{agent.Name} is not connected at the master as {own.Id}";
            if (!known.Total.Equals(own.Total))
                return $"{agent.Name} has {own.Total}, at the master {known.Total}";
            if (AgentTasks(view, agent, own) is { } fault)
                return fault;
        }

        AgentView? stranger = view.Agents.FirstOrDefault(known => cluster.Agents.All(agent => agent.Machine?.View().Id != known.Id));
        return stranger is null ? null : $"the master knows {stranger.Id}, which nobody is";
    }

    private static string? AgentTasks(MasterView view, SimulatedAgent agent, Tepui.Kernel.Agent.Views.AgentView own)
    {
        var held = new SortedSet<string>(StringComparer.Ordinal);
        foreach (FrameworkView framework in view.Frameworks)
        {
            foreach (TaskView task in framework.Tasks)
            {
                if (task.Agent == own.Id)
                    held.Add($"{framework.Id} {task.Id} {task.State}");
            }
        }

        var run = new SortedSet<string>(own.Tasks.Select(task => $"{task.Framework} {task.Info.TaskId.Value} {task.State}"), StringComparer.Ordinal);
        held.SymmetricExceptWith(run);
        if (held.Count > 0)
            return $"{agent.Name} and the master do not agree on {string.Join(", ", held)}";
        int live = own.Frameworks.Sum(framework =>
            framework.Tasks.Count(task => !task.Ended) + framework.Executors.Count(executor => executor.State != ExecutorState.Terminated));
        int running = agent.Containers.Running.Count(container => container.Launch.Parent is null);
        return running == live ? null : $"{agent.Name} has {live} tasks and executors, and {running} containers run";
    }

    private string? TasksOf(MasterView view)
    {
        foreach ((string id, SortedDictionary<string, TaskState> tasks) in _tasks)
        {
            if (_over.Contains(id))
                continue;
            FrameworkView? framework = view.Frameworks.FirstOrDefault(framework => framework.Id.Value == id);
            var known = framework?.Tasks.ToDictionary(task => task.Id.Value, task => task.State, StringComparer.Ordinal) ?? [];
            foreach ((string task, TaskState state) in tasks)
            {
                if (!known.ContainsKey(task) && _forgettable.Contains((id, task)))
                    continue;
                if (IsOver(state) != (!known.TryGetValue(task, out TaskState at) || at.IsTerminal()))
                    return $"the scheduler holds {task} of {id} for {state}, the master for {(known.ContainsKey(task) ? at.ToString() : "unknown")}";
            }

            if (known.Keys.FirstOrDefault(task => !tasks.ContainsKey(task)) is { } foreign)
                return $"the master has {foreign} of {id}, which its scheduler never launched";
        }

        return null;
    }

    /// <summary>Whether a scheduler that was told so counts on the task no more: nobody may ever say what became of it.</summary>
    private static bool IsOver(TaskState state) => state.FreesResources() || state == TaskState.TaskUnknown;

    private SortedDictionary<string, TaskState> TasksOf(string framework)
    {
        if (!_tasks.TryGetValue(framework, out SortedDictionary<string, TaskState>? tasks))
            _tasks.Add(framework, tasks = new SortedDictionary<string, TaskState>(StringComparer.Ordinal));
        return tasks;
    }
}
