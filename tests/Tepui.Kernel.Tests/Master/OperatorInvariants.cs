using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Maintenance;
using Tepui.Kernel.Master;
using Tepui.Kernel.Master.Views;
using Tepui.Kernel.Tasks;
using Mode = Mesos.V1.MachineInfo.Types.Mode;

namespace Tepui.Kernel.Tests.Master;

/// <summary>
/// What must hold after each batch whatever operators do to agents and machines: who is taken out of use is not offered,
/// machines change their mode along docs/maintenance.md's arrows, and every task ends once, counted once and told once.
/// </summary>
internal sealed class OperatorInvariants
{
    private static readonly MasterCounter[] Ends =
    [
        MasterCounter.TasksDropped, MasterCounter.TasksError, MasterCounter.TasksFailed, MasterCounter.TasksFinished,
        MasterCounter.TasksGone, MasterCounter.TasksGoneByOperator, MasterCounter.TasksKilled, MasterCounter.TasksLost,
    ];

    private readonly Dictionary<string, int> _updatesSeen = [];
    private Dictionary<MachineKey, Mode> _modes = [];
    private Dictionary<(FrameworkId, TaskId), TaskState> _tasks = [];
    private long _ended;

    /// <summary>Whether a registry write failed: what draining waits for then takes until the next ping.</summary>
    public bool RegistryHasFailed { get; set; }

    /// <summary>Whether several changes may come to the registry in one write.</summary>
    public bool MayCombineWrites { get; set; }

    public void Check(MasterScenario scenario)
    {
        var view = scenario.Machine.TakeView();
        CheckRegistry(scenario, view);
        CheckAgents(scenario, view);
        CheckOffers(scenario, view);
        CheckModes(scenario);
        CheckEnds(scenario, view);
    }

    /// <summary>A new master knows nothing of tasks until agents bring them, and counts from 0.</summary>
    public void MasterRestarts()
    {
        _tasks = [];
        _ended = 0;
        _updatesSeen.Clear();
    }

    private static void CheckRegistry(MasterScenario scenario, MasterView view)
    {
        var registry = scenario.Registry;
        registry.Admitted.Keys.Intersect(registry.Unreachable.Keys).ShouldBeEmpty();
        registry.Gone.Keys.Intersect(registry.Admitted.Keys.Concat(registry.Unreachable.Keys))
            .ShouldBeEmpty("who is gone never comes back");
        registry.Managed.Keys.Except(registry.Admitted.Keys).Except(registry.Unreachable.Keys).ShouldBeEmpty();
        view.Agents.Select(static agent => agent.Id.Value).Except(registry.Admitted.Keys).ShouldBeEmpty();
        (registry.Schedule?.Windows.SelectMany(static window => window.MachineIds) ?? []).Select(MachineKey.Of)
            .ShouldBe(registry.Machines.Keys, ignoreOrder: true);
    }

    private void CheckAgents(MasterScenario scenario, MasterView view)
    {
        foreach (var agent in view.Agents)
        {
            // A write under way may be durable already, but what it says is not acted on before that is known.
            var managed = scenario.Registry.Managed.GetValueOrDefault(agent.Id.Value);
            agent.Deactivated.ShouldBe(managed is { Deactivated: true }, $"agent {agent.Id} is deactivated");
            agent.Drain.ShouldBe(managed?.Drain);
            var isInUse = agent.Connected && !agent.Deactivated && ModeOf(scenario, agent) != Mode.Down;
            agent.Active.ShouldBe(isInUse, $"agent {agent.Id} is active");
            var hasTasks = view.Frameworks.Any(framework => framework.Tasks.Any(task => task.Agent == agent.Id));
            if (agent.Drain is { State: DrainState.Draining } && !hasTasks && !RegistryHasFailed)
            {
                scenario.HoldRegistry.ShouldBeTrue($"agent {agent.Id} has nothing left, and yet is DRAINING");
            }
        }
    }

    private static void CheckOffers(MasterScenario scenario, MasterView view)
    {
        var agents = view.Agents.ToDictionary(static agent => agent.Id.Value);
        foreach (var scheduler in scenario.Schedulers)
        {
            foreach (var offer in scheduler.Offers)
            {
                var agent = agents[offer.AgentId.Value];
                agent.Active.ShouldBeTrue($"agent {agent.Id} is offered");
                offer.Unavailability.ShouldBe(scenario.Registry.Machines.GetValueOrDefault(KeyOf(agent))?.Unavailability);
            }

            scheduler.InverseOffers.Select(static offer => offer.AgentId.Value).ShouldBeUnique();
            foreach (var offer in scheduler.InverseOffers)
            {
                var agent = agents[offer.AgentId.Value];
                agent.Active.ShouldBeTrue($"framework {scheduler.Id.Value} is asked about agent {agent.Id}");
                offer.Unavailability.ShouldBe(scenario.Registry.Machines[KeyOf(agent)].Unavailability);
            }

            view.Frameworks.Single(framework => framework.Id.Value == scheduler.Id.Value)
                .InverseOffers.Select(static offer => offer.Id.Value)
                .ShouldBe(scheduler.InverseOffers.Select(static offer => offer.Id.Value), ignoreOrder: true);
        }
    }

    private static MachineKey KeyOf(AgentView agent) => new(agent.Info.Hostname, agent.Address);

    private static Mode ModeOf(MasterScenario scenario, AgentView agent) =>
        scenario.Registry.Machines.GetValueOrDefault(KeyOf(agent))?.Mode ?? Mode.Up;

    private void CheckModes(MasterScenario scenario)
    {
        var modes = scenario.Registry.Machines.ToDictionary(static pair => pair.Key, static pair => pair.Value.Mode);
        foreach (var key in modes.Keys.Union(_modes.Keys))
        {
            var (from, to) = (_modes.GetValueOrDefault(key, Mode.Up), modes.GetValueOrDefault(key, Mode.Up));
            (from == to || (from, to) is (Mode.Up, Mode.Draining) or (Mode.Draining, Mode.Up) or (Mode.Draining, Mode.Down)
                or (Mode.Down, Mode.Up) ||
                // By way of UP, in one write.
                (MayCombineWrites && (from, to) is (Mode.Down, Mode.Draining)))
                .ShouldBeTrue($"machine {key} went from {from} to {to}");
        }

        _modes = modes;
    }

    private void CheckEnds(MasterScenario scenario, MasterView view)
    {
        var tasks = new Dictionary<(FrameworkId, TaskId), TaskState>();
        foreach (var framework in view.Frameworks)
        {
            foreach (var task in framework.Tasks.Concat(framework.UnreachableTasks).Concat(framework.CompletedTasks))
            {
                tasks.TryAdd((framework.Id, task.Id), task.State).ShouldBeTrue($"task {task.Id} is in two lists");
            }
        }

        _tasks.Keys.Except(tasks.Keys).ShouldBeEmpty("tasks are not lost from sight");
        var ended = tasks.Where(pair => pair.Value.IsTerminal() && _tasks.TryGetValue(pair.Key, out var before) && !before.IsTerminal())
            .Select(static pair => pair.Key).ToHashSet();
        _ended += ended.Count;
        Ends.Sum(end => view.Counters[end]).ShouldBe(_ended, "each end is counted once");
        foreach (var scheduler in scenario.Schedulers)
        {
            var framework = new FrameworkId(scheduler.Id.Value);
            var key = $"{scheduler.Connection.Value}";
            var updates = scheduler.Updates.Skip(_updatesSeen.GetValueOrDefault(key)).ToList();
            _updatesSeen[key] = scheduler.Updates.Count();
            foreach (var (_, task) in ended.Where(pair => pair.Item1 == framework))
            {
                updates.Count(update => update.TaskId.Value == task.Value && update.State == tasks[(framework, task)])
                    .ShouldBe(1, $"the end of task {task} is told once");
            }

            foreach (var update in updates.Where(static update => update.State.IsTerminal()))
            {
                var task = (framework, new TaskId(update.TaskId.Value));
                (ended.Contains(task) || _tasks.GetValueOrDefault(task).IsTerminal()).ShouldBeTrue($"{update} tells of no end");
            }
        }

        _tasks = tasks;
    }
}
