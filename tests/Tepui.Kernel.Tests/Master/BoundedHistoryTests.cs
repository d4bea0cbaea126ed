using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Internal.V1;

namespace Tepui.Kernel.Tests.Master;

/// <summary>
/// Memory is bounded as --max_completed_* say. The churn is that of a million tasks, scaled down with its bounds: what the
/// machine keeps alive is counted object by object, so that nothing else may grow either.
/// </summary>
public class BoundedHistoryTests
{
    private const int CompletedFrameworks = 3;
    private const int CompletedTasks = 10;
    private const int UnreachableTasks = 4;

    private readonly MasterScenario _scenario = new(static config => config with
    {
        MaxCompletedFrameworks = CompletedFrameworks,
        MaxCompletedTasksPerFramework = CompletedTasks,
        MaxUnreachableTasksPerFramework = UnreachableTasks,
    });

    private int _round;

    [Fact]
    public void Churn_OfTasksFrameworksExecutorsAndAgents_LeavesNothingBeyondTheBounds()
    {
        var agents = new[] { _scenario.Register(), _scenario.Register(port: 5052) };
        var lasting = _scenario.Subscribe(static subscribe => subscribe.FrameworkInfo.FailoverTimeout = 1e9);
        for (var i = 0; i < 20; i++)
        {
            Round(agents, lasting);
        }

        var before = Reachable.From(_scenario.Machine).ByType;
        for (var i = 0; i < 60; i++)
        {
            Round(agents, lasting);
        }

        var grown = Reachable.From(_scenario.Machine).ByType
            .Where(pair => pair.Value > before.GetValueOrDefault(pair.Key) * 1.05 + 8)
            .Select(pair => $"{pair.Key}: {before.GetValueOrDefault(pair.Key)} -> {pair.Value}");
        string.Join("\n", grown).ShouldBeEmpty();

        var view = _scenario.Machine.TakeView();
        view.CompletedFrameworks.Count.ShouldBe(CompletedFrameworks);
        view.CompletedFrameworks[^1].CompletedTasks.Count.ShouldBe(CompletedTasks);
        var framework = view.Frameworks.ShouldHaveSingleItem();
        framework.CompletedTasks.Count.ShouldBe(CompletedTasks);
        framework.CompletedTasks[^1].Id.Value.ShouldBe($"{_round - 1}-11");
        _scenario.Timers.Count.ShouldBe(4, "a heartbeat, two pings, and when the registry is cleared of old agents");
    }

    [Fact]
    public void UnreachableTasks_BeyondTheirNumber_AreForgottenOldestFirst()
    {
        var agent = _scenario.Register();
        var scheduler = _scenario.Subscribe();
        scheduler.Launch(
            scheduler.Offers[0],
            [.. Enumerable.Range(0, 6).Select(i => TaskInfos.Command($"t{i}", scheduler.Offers[0], "cpus:0.1;mem:32"))]);
        agent.AnswersPings = false;
        _scenario.Advance(TimeSpan.FromMinutes(2));

        _scenario.Machine.TakeView().Frameworks[0].UnreachableTasks.Select(static task => task.Id.Value).ShouldBe(["t2", "t3", "t4", "t5"]);
    }

    [Fact]
    public void Bounds_OfNothing_RememberNothing()
    {
        var scenario = new MasterScenario(static config => config with
        {
            MaxCompletedFrameworks = 0,
            MaxCompletedTasksPerFramework = 0,
            MaxUnreachableTasksPerFramework = 0,
        });
        var agent = scenario.Register();
        var scheduler = scenario.Subscribe();
        Launch(scheduler, "a", "b");
        Finish(agent, scheduler, "a");
        agent.AnswersPings = false;
        scenario.Advance(TimeSpan.FromMinutes(2));

        var framework = scenario.Machine.TakeView().Frameworks[0];
        framework.CompletedTasks.ShouldBeEmpty();
        framework.UnreachableTasks.ShouldBeEmpty();
        scheduler.Teardown();
        scenario.Machine.TakeView().CompletedFrameworks.ShouldBeEmpty();
    }

    private void Round(ScenarioAgent[] agents, ScenarioScheduler lasting)
    {
        var tasks = Enumerable.Range(0, 12).Select(i => $"{_round}-{i}").ToArray();

        // A lasting framework: tasks that end, a kill, declined offers, reconciliation.
        Launch(lasting, tasks);
        foreach (var task in tasks)
        {
            Finish(agents.Single(agent => agent.Tasks.ContainsKey((lasting.Id.Value, task))), lasting, task);
        }

        lasting.Kill("nobody");
        lasting.Reconcile(("nobody", null));

        // One that comes and goes, with executors, by TEARDOWN and by its failover time-out in turn.
        lasting.Call(Mesos.V1.Scheduler.Call.Types.Type.Suppress);
        foreach (var offer in lasting.Offers.ToList())
        {
            lasting.Decline(offer);
        }

        var passing = _scenario.Subscribe();
        Launch(passing, tasks);
        var custom = passing.Offers[0];
        passing.Launch(custom, TaskInfos.Custom("custom", custom, "e"));
        if (_round % 2 == 0)
        {
            passing.Teardown();
        }
        else
        {
            passing.Disconnect();
        }

        // An agent that loses its link with a task, and comes back.
        lasting.Call(Mesos.V1.Scheduler.Call.Types.Type.Revive);
        Launch(lasting, "away");
        var index = Array.FindIndex(agents, static agent => agent.Tasks.Count > 0);
        var back = agents[index].LoseLink();
        if (_round % 3 == 0)
        {
            _scenario.Advance(TimeSpan.FromMinutes(11));
        }

        back.Reregister();
        agents[index] = back;
        Finish(back, lasting, "away");
        // One that is there for a moment only.
        var passingAgent = _scenario.Register(port: 5053);
        passingAgent.Send(new AgentLinkFrame { UnregisterAgent = new UnregisterAgent { AgentId = passingAgent.Id } });

        _scenario.Advance(TimeSpan.FromMinutes(1));
        _round++;
    }

    /// <summary>Tasks alike but for their ids: what unlike ones have of their own is remembered for sharing, up to a number too.</summary>
    private static void Launch(ScenarioScheduler scheduler, params string[] tasks)
    {
        var offer = scheduler.Offers[0];
        var alike = tasks.Select(task => TaskInfos.Command(task, offer, "cpus:0.1;mem:32", static info => info.Name = "t"));
        scheduler.Launch([offer], 0, [.. alike]);
    }

    private static void Finish(ScenarioAgent agent, ScenarioScheduler scheduler, string task)
    {
        scheduler.Acknowledge(agent.Update(scheduler.Id.Value, task, TaskState.TaskRunning));
        scheduler.Acknowledge(agent.Update(scheduler.Id.Value, task, TaskState.TaskFinished));
    }
}
