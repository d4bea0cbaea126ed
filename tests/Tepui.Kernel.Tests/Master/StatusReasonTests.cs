using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Tests.Tasks;
using Reason = Mesos.V1.TaskStatus.Types.Reason;
using Source = Mesos.V1.TaskStatus.Types.Source;

namespace Tepui.Kernel.Tests.Master;

/// <summary>Every cause for which a master itself gives a task a status (docs/task-state-reasons.md of Mesos).</summary>
public class StatusReasonTests
{
    private const TaskState Lost = TaskState.TaskLost;

    public static IReadOnlyList<StatusCause> Causes { get; } =
    [
        Master("launched on an offer that is gone", TaskState.TaskDropped, Lost, Reason.InvalidOffers,
            "Task launched with invalid offers: Offer m-O0 is no longer valid", static (scenario, scheduler) =>
            {
                scheduler.Decline(scheduler.Offers[0]);
                Launch(scheduler, AnyOffer("m-O0"));
            }),
        Master("launched on another framework's offer", TaskState.TaskDropped, Lost, Reason.InvalidOffers,
            "Task launched with invalid offers: Offer m-O1 has invalid framework m-0001 while framework m-0000 is expected",
            static (scenario, scheduler) =>
            {
                scheduler.Decline(scheduler.Offers[0]);
                Launch(scheduler, scenario.Subscribe().Offers[0]);
            }),
        Master("launched on the offers of two agents", TaskState.TaskDropped, Lost, Reason.InvalidOffers,
            "Task launched with invalid offers: Aggregated offers must belong to one single agent. Offer m-O1 uses agent m-S1",
            static (scenario, scheduler) =>
            {
                scenario.Register(port: 5052);
                var offers = scheduler.Offers.ToArray();
                scheduler.Launch(offers, 0, TaskInfos.Command("t", offers[0]));
            }),
        Master("more resources than offered", TaskState.TaskError, TaskState.TaskError, Reason.TaskInvalid,
            "Total resources ", static (_, scheduler) =>
                scheduler.Launch(scheduler.Offers[0], TaskInfos.Command("t", scheduler.Offers[0], "cpus:100;mem:32"))),
        Master("an id twice", TaskState.TaskError, TaskState.TaskError, Reason.TaskInvalid,
            "Task has duplicate ID: t", static (_, scheduler) => scheduler.Launch(
                scheduler.Offers[0], TaskInfos.Command("t", scheduler.Offers[0]), TaskInfos.Command("t", scheduler.Offers[0]))),
        Master("a task group that cannot be", TaskState.TaskError, TaskState.TaskError, Reason.TaskGroupInvalid,
            "The `id` field cannot be set on LAUNCH_GROUP operations",
            static (_, scheduler) => LaunchGroup(scheduler, scheduler.Offers[0])),
        Master("its agent unregistered", Lost, Lost, Reason.AgentRemoved, "Agent host1 removed: the agent unregistered",
            static (scenario, scheduler) =>
            {
                var agent = Run(scenario, scheduler);
                agent.Send(new AgentLinkFrame { UnregisterAgent = new UnregisterAgent { AgentId = agent.Id } });
            }),
        Master("its agent was replaced", Lost, Lost, Reason.AgentRemoved,
            "Agent host1 removed: a new agent registered at the same address", static (scenario, scheduler) =>
            {
                Run(scenario, scheduler).LoseLink();
                scenario.Register();
            }),
        Master("its agent answers no pings", TaskState.TaskUnreachable, Lost, Reason.AgentRemoved, "health check timed out",
            static (scenario, scheduler) =>
            {
                Run(scenario, scheduler).AnswersPings = false;
                scenario.Advance(TimeSpan.FromSeconds(80));
            }),
        Master("its agent stays away", TaskState.TaskUnreachable, Lost, Reason.AgentRemoved,
            "agent did not reregister within 20secs after disconnecting", static (scenario, scheduler) =>
            {
                Run(scenario, scheduler).LoseLink();
                scenario.Advance(TimeSpan.FromSeconds(20));
            }),
        Master("its agent was marked gone", TaskState.TaskGoneByOperator, Lost, Reason.AgentRemovedByOperator,
            "Agent has been marked gone", static (scenario, scheduler) =>
            {
                Run(scenario, scheduler);
                scenario.Operate(OperatorCallMaker.MarkGone("m-S0"));
            }) with { OtherReason = Reason.AgentRemoved },
        Master("its unreachable agent was marked gone", TaskState.TaskGoneByOperator, Lost, Reason.AgentRemovedByOperator,
            "Agent has been marked gone", static (scenario, scheduler) =>
            {
                Run(scenario, scheduler).AnswersPings = false;
                scenario.Advance(TimeSpan.FromSeconds(80));
                scenario.Operate(OperatorCallMaker.MarkGone("m-S0"));
            }) with { OtherReason = Reason.AgentRemoved },
        Master("its unreachable agent came back", TaskState.TaskRunning, TaskState.TaskRunning, Reason.AgentReregistered,
            "Unreachable agent re-reregistered", static (scenario, scheduler) =>
            {
                var agent = Run(scenario, scheduler);
                agent.AnswersPings = false;
                scenario.Advance(TimeSpan.FromSeconds(80));
                agent.LoseLink().Reregister();
            }),
        Master("its agent came back after it had unregistered", TaskState.TaskRunning, TaskState.TaskRunning, Reason.AgentReregistered,
            "Unknown agent reregistered", static (scenario, scheduler) =>
            {
                var agent = Run(scenario, scheduler);
                agent.Send(new AgentLinkFrame { UnregisterAgent = new UnregisterAgent { AgentId = agent.Id } });
                agent.LoseLink().Reregister();
            }),
        Master("reconciled: it lives", TaskState.TaskRunning, TaskState.TaskRunning, Reason.Reconciliation,
            "Reconciliation: Latest task state", static (scenario, scheduler) =>
            {
                Run(scenario, scheduler).Update(scheduler.Id.Value, "t", TaskState.TaskRunning);
                scheduler.Reconcile();
            }),
        Master("reconciled: its agent does not know it", TaskState.TaskGone, Lost, Reason.Reconciliation,
            "Reconciliation: Task is unknown to the agent", static (_, scheduler) => scheduler.Reconcile(("t", "m-S0"))),
        Master("reconciled: its agent is unreachable", TaskState.TaskUnreachable, Lost, Reason.Reconciliation,
            "Reconciliation: Task is unreachable", static (scenario, scheduler) =>
            {
                Run(scenario, scheduler).AnswersPings = false;
                scenario.Advance(TimeSpan.FromSeconds(80));
                scheduler.Reconcile(("t", "m-S0"));
                scheduler.LastUpdate.UnreachableTime.ShouldNotBeNull();
            }),
        Master("reconciled: its agent is gone", TaskState.TaskGoneByOperator, Lost, Reason.Reconciliation,
            "Reconciliation: Task is gone", static (scenario, scheduler) =>
            {
                scenario.Operate(OperatorCallMaker.MarkGone("m-S0"));
                scheduler.Reconcile(("t", "m-S0"));
            }),
        Master("reconciled: nobody knows its agent", TaskState.TaskUnknown, Lost, Reason.Reconciliation,
            "Reconciliation: Task is unknown", static (_, scheduler) => scheduler.Reconcile(("t", "nobody"))),
        Master("reconciled: without an agent", TaskState.TaskUnknown, Lost, Reason.Reconciliation,
            "Reconciliation: Task is unknown", static (_, scheduler) => scheduler.Reconcile(("t", null))),
        Master("killed and unknown", TaskState.TaskGone, Lost, Reason.Reconciliation,
            "Reconciliation: Task is unknown to the agent", static (_, scheduler) => scheduler.Kill("t", "m-S0")),
        new("its framework was removed", TaskState.TaskKilled, TaskState.TaskKilled, Source.Master, Reason.FrameworkRemoved,
            "Framework m-0000 removed")
        {
            Happens = static isAware =>
            {
                var scenario = new MasterScenario();
                scenario.Register();
                var scheduler = Subscribe(scenario, isAware);
                Launch(scheduler, scheduler.Offers[0]);
                scheduler.Teardown();
                return scenario.Machine.TakeView().CompletedFrameworks.Single().CompletedTasks.Single().ToTask().Statuses.Last();
            },
        },
    ];

    public static TheoryData<string, bool> Rows
    {
        get
        {
            var rows = new TheoryData<string, bool>();
            foreach (var cause in Causes)
            {
                rows.Add(cause.Name, true);
                rows.Add(cause.Name, false);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Cause_IsToldWithItsStateSourceReasonAndMessage(string cause, bool isPartitionAware) =>
        Causes.Single(row => row.Name == cause).Check(isPartitionAware);

    private static StatusCause Master(
        string name, TaskState aware, TaskState other, Reason reason, string message, Action<MasterScenario, ScenarioScheduler> story) =>
        new(name, aware, other, Source.Master, reason, message)
        {
            Happens = isAware =>
            {
                var scenario = new MasterScenario(static config => config with { AgentReregisterTimeout = TimeSpan.FromSeconds(20) });
                scenario.Register();
                var scheduler = Subscribe(scenario, isAware);
                story(scenario, scheduler);
                return scheduler.LastUpdate;
            },
        };

    private static ScenarioScheduler Subscribe(MasterScenario scenario, bool isAware) => scenario.Subscribe(subscribe =>
    {
        if (!isAware)
        {
            subscribe.FrameworkInfo.Capabilities.RemoveAt(1);
        }
    });

    private static Offer AnyOffer(string id) => new() { Id = new OfferID { Value = id }, AgentId = new AgentID { Value = "m-S0" } };

    private static void Launch(ScenarioScheduler scheduler, Offer offer) => scheduler.Launch(offer, TaskInfos.Command("t", offer));

    private static ScenarioAgent Run(MasterScenario scenario, ScenarioScheduler scheduler)
    {
        Launch(scheduler, scheduler.Offers[0]);
        return scenario.Agents.Single();
    }

    private static void LaunchGroup(ScenarioScheduler scheduler, Offer offer) => scheduler.Accept([offer], 0, new Offer.Types.Operation
    {
        Type = Offer.Types.Operation.Types.Type.LaunchGroup,
        Id = new OperationID { Value = "o" },
        LaunchGroup = new Offer.Types.Operation.Types.LaunchGroup
        {
            Executor = new ExecutorInfo { ExecutorId = new ExecutorID { Value = "e" } },
            TaskGroup = new TaskGroupInfo { Tasks = { TaskInfos.Command("t", offer) } },
        },
    });
}
