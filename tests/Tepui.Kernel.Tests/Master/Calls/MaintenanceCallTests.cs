using System;
using System.Linq;
using Mesos.V1;
using Mesos.V1.Maintenance;
using Tepui.Kernel.Master;
using static Tepui.Kernel.Tests.Master.OperatorCallMaker;
using Kind = Tepui.Internal.V1.AgentLinkFrame.MessageOneofCase;

namespace Tepui.Kernel.Tests.Master.Calls;

/// <summary>UPDATE_MAINTENANCE_SCHEDULE, START_MAINTENANCE and STOP_MAINTENANCE.</summary>
public class MaintenanceCallTests
{
    private readonly MasterScenario _scenario = new();

    public static TheoryData<string, Window[]> BadSchedules => new()
    {
        { "List of machines in the maintenance window is empty", [Window(1)] },
        { "Both 'hostname' and 'ip' for a machine are empty", [Window(1, new MachineID())] },
        { "Both 'hostname' and 'ip' for a machine are empty", [Window(1, new MachineID { Hostname = "", Ip = "" })] },
        { "Failed to parse IPv4: 10.0.0", [Window(1, Machine("a", "10.0.0"))] },
        { "Failed to parse IPv4: 10.0.0.256", [Window(1, Machine("a", "10.0.0.256"))] },
        { "Failed to parse IPv4: 10.0.0.01", [Window(1, Machine("a", "10.0.0.01"))] },
        { "Failed to parse IPv4: ::1", [Window(1, Machine("a", "::1"))] },
        {
            "Machine '{\"hostname\":\"A\",\"ip\":\"10.0.0.1\"}' appears more than once in the schedule",
            [Window(1, Machine("a")), Window(2, Machine("A"))]
        },
        {
            "Unavailability 'duration' is negative",
            [new Window
            {
                MachineIds = { Machine("a") },
                Unavailability = new Unavailability
                {
                    Start = new TimeInfo { Nanoseconds = 1 },
                    Duration = new DurationInfo { Nanoseconds = -1 },
                },
            }]
        },
    };

    [Theory]
    [MemberData(nameof(BadSchedules))]
    public void Schedule_ThatIsNone_Is400_AndNothingHasChanged(string fault, Window[] windows)
    {
        var refusal = _scenario.Operate(Schedule(windows)).ShouldNotBeNull();
        (refusal.Kind, refusal.Message).ShouldBe((RejectionKind.BadRequest, fault));
        _scenario.Registry.Schedule.ShouldBeNull();
        _scenario.Registry.Machines.ShouldBeEmpty();
    }

    [Fact]
    public void Schedule_OfAnAgentsMachine_OffersAreMadeAgainWithItsUnavailability_AndTheFrameworkIsAsked()
    {
        var agent = _scenario.Register();
        var scheduler = _scenario.Subscribe();
        scheduler.Offers.Single().Unavailability.ShouldBeNull();
        var machine = Machine(agent.Info.Hostname.ToUpperInvariant());

        _scenario.Operate(Schedule(Window(1_900_000_000, machine))).ShouldBeNull();

        scheduler.Events.Count(static e => e.Rescind is not null).ShouldBe(1);
        scheduler.Offers.Single().Unavailability.Start.Nanoseconds.ShouldBe(1_900_000_000_000_000_000);
        var question = scheduler.InverseOffers.Single();
        question.AgentId.ShouldBe(agent.Id);
        question.FrameworkId.ShouldBe(scheduler.Id);
        question.Unavailability.ShouldBe(scheduler.Offers.Single().Unavailability);
        question.Resources.ShouldBeEmpty();
        question.Url.Address.Hostname.ShouldBe(agent.Info.Hostname);
        Status().DrainingMachines.Single().Id.ShouldBe(machine);
        Status().DrainingMachines.Single().Statuses.ShouldBeEmpty();
    }

    [Fact]
    public void Schedule_OfMachinesThatNobodyIsOn_ChangesNothingForOthers()
    {
        _scenario.Register();
        var scheduler = _scenario.Subscribe();
        _scenario.Operate(Schedule(Window(1, Machine("elsewhere")), Window(2, Machine("nowhere", ip: null)))).ShouldBeNull();
        scheduler.Events.ShouldNotContain(static e => e.Rescind != null || e.InverseOffers != null);
        Status().DrainingMachines.Select(static machine => machine.Id.Hostname).ShouldBe(["elsewhere", "nowhere"]);
    }

    [Fact]
    public void Schedule_ThatNamesOnlyHalfOfAMachine_IsAnotherMachine()
    {
        var agent = _scenario.Register();
        var scheduler = _scenario.Subscribe();
        _scenario.Operate(Schedule(Window(1, Machine(agent.Info.Hostname, ip: null)))).ShouldBeNull();
        scheduler.InverseOffers.ShouldBeEmpty();
    }

    [Fact]
    public void Schedule_Cancelled_TakesTheQuestionBack_AndOffersAreAsBefore()
    {
        var agent = _scenario.Register();
        var scheduler = _scenario.Subscribe();
        _scenario.Operate(Schedule(Window(1, Machine(agent.Info.Hostname)))).ShouldBeNull();
        var question = scheduler.InverseOffers.Single();

        _scenario.Operate(Schedule()).ShouldBeNull();

        scheduler.InverseOffers.ShouldBeEmpty();
        scheduler.Events.Single(static e => e.RescindInverseOffer is not null).RescindInverseOffer.InverseOfferId.ShouldBe(question.Id);
        scheduler.Offers.Single().Unavailability.ShouldBeNull();
        _scenario.Registry.Schedule.ShouldBeNull();
        _scenario.Registry.Machines.ShouldBeEmpty();
    }

    [Fact]
    public void MachineDownAndUp_AgentIsShutDown_KeptOut_AndLetInAgain()
    {
        var agent = _scenario.Register();
        var scheduler = _scenario.Subscribe();
        scheduler.Launch(scheduler.Offers[0], TaskInfos.Command("a", scheduler.Offers[0]));
        var machine = Machine(agent.Info.Hostname);
        _scenario.Operate(Schedule(Window(1, machine))).ShouldBeNull();

        _scenario.Operate(StartMaintenance(machine)).ShouldBeNull();

        agent.FramesOf(Kind.ShutdownAgent).Single().ShutdownAgent.Message.ShouldBe("Operator initiated 'Machine DOWN'");
        agent.IsClosed.ShouldBeTrue();
        scheduler.LastUpdate.State.ShouldBe(TaskState.TaskLost);
        scheduler.LastUpdate.Message.ShouldEndWith("removed: Operator initiated 'Machine DOWN'");
        scheduler.Events[^1].Failure.AgentId.ShouldBe(agent.Id);
        scheduler.Offers.ShouldBeEmpty();
        scheduler.InverseOffers.ShouldBeEmpty();
        _scenario.Registry.Admitted.ShouldBeEmpty();
        Status().DownMachines.ShouldBe([machine]);
        _scenario.Machine.TakeView().Counters[MasterCounter.SlaveRemovals].ShouldBe(1);

        var again = agent.LoseLink();
        again.Reregister();
        again.Frames.Single().ShutdownAgent.Message.ShouldBe("Machine is `DOWN`");
        again = agent.LoseLink();
        again.Register();
        again.Frames.Single().ShutdownAgent.Message.ShouldBe("Machine is `DOWN`");
        _scenario.RestartMaster();
        again = agent.LoseLink();
        again.Register();
        again.Frames.Single().ShutdownAgent.Message.ShouldBe("Machine is `DOWN`");

        _scenario.Operate(StopMaintenance(machine)).ShouldBeNull();
        _scenario.Registry.Schedule.ShouldBeNull();
        again = agent.LoseLink();
        again.Register();
        again.FramesOf(Kind.AgentRegistered).ShouldHaveSingleItem();
        _scenario.Subscribe().Offers.Single().Unavailability.ShouldBeNull();
    }

    [Fact]
    public void StopMaintenance_OfOneMachine_LeavesTheOthersScheduled()
    {
        var machines = new[] { Machine("a"), Machine("b"), Machine("c") };
        _scenario.Operate(Schedule(Window(1, machines[0], machines[1]), Window(2, machines[2]))).ShouldBeNull();
        _scenario.Operate(StartMaintenance(machines[0], machines[2])).ShouldBeNull();
        _scenario.Operate(StopMaintenance(machines[2])).ShouldBeNull();
        _scenario.Registry.Schedule.ShouldBe(new Schedule { Windows = { Window(1, machines[0], machines[1]) } });
        Status().DownMachines.ShouldBe([machines[0]]);
        Status().DrainingMachines.Single().Id.ShouldBe(machines[1]);
    }

    [Fact]
    public void Modes_FollowTheDiagram()
    {
        var agent = _scenario.Register();
        var up = Machine(agent.Info.Hostname);
        var machine = Machine("m");
        Refused(StartMaintenance(), "List of machines is empty");
        Refused(StopMaintenance(), "List of machines is empty");
        Refused(StartMaintenance(machine), "Machine '{\"hostname\":\"m\",\"ip\":\"10.0.0.1\"}' is not part of a maintenance schedule");
        Refused(StopMaintenance(machine), "Machine '{\"hostname\":\"m\",\"ip\":\"10.0.0.1\"}' is not part of a maintenance schedule");
        var shown = $"{{\"hostname\":\"{up.Hostname}\",\"ip\":\"10.0.0.1\"}}";
        Refused(StartMaintenance(up), $"Machine '{shown}' is not in DRAINING mode and cannot be brought down");
        _scenario.Operate(Schedule(Window(1, machine))).ShouldBeNull();
        Refused(
            StopMaintenance(machine),
            "Machine '{\"hostname\":\"m\",\"ip\":\"10.0.0.1\"}' is not in DOWN mode and cannot be brought up");
        Refused(
            StartMaintenance(machine, machine),
            "Machine '{\"hostname\":\"m\",\"ip\":\"10.0.0.1\"}' appears more than once in the schedule");
        _scenario.Operate(StartMaintenance(Machine("M"))).ShouldBeNull("host names are not case-sensitive");
        Refused(
            StartMaintenance(machine),
            "Machine '{\"hostname\":\"m\",\"ip\":\"10.0.0.1\"}' is not in DRAINING mode and cannot be brought down");
        Refused(
            Schedule(),
            "Machine '{\"hostname\":\"m\",\"ip\":\"10.0.0.1\"}' is deactivated and cannot be removed from the schedule");
        _scenario.Operate(Schedule(Window(7, machine, Machine("n")))).ShouldBeNull();
        Status().DownMachines.ShouldBe([machine], "it stays down");
        _scenario.Operate(StopMaintenance(machine)).ShouldBeNull();
        _scenario.Operate(Schedule()).ShouldBeNull();
    }

    [Fact]
    public void Draining_OfAnAgentInTheSchedule_Is400()
    {
        var agent = _scenario.Register();
        _scenario.Operate(Schedule(Window(1, Machine(agent.Info.Hostname)))).ShouldBeNull();
        Refused(
            Drain(agent.Id.Value),
            $"Agent {agent.Id.Value} is part of a maintenance schedule under Machine {agent.Info.Hostname} (10.0.0.1)");
    }

    [Fact]
    public void Answer_WaitsForTheRegistry()
    {
        var agent = _scenario.Register();
        var scheduler = _scenario.Subscribe();
        _scenario.HoldRegistry = true;
        var request = _scenario.BeginOperate(Schedule(Window(1, Machine(agent.Info.Hostname))));
        _scenario.IsAnswered(request).ShouldBeFalse();
        scheduler.InverseOffers.ShouldBeEmpty();
        _scenario.FailRegistry();
        _scenario.Answer(request).ShouldNotBeNull().Kind.ShouldBe(RejectionKind.Unavailable);
        request = _scenario.BeginOperate(Schedule(Window(1, Machine(agent.Info.Hostname))));
        _scenario.StoreRegistry();
        _scenario.Answer(request).ShouldBeNull();
        scheduler.InverseOffers.ShouldHaveSingleItem();
    }

    [Fact]
    public void ChangesOnTheirWayTogether_AreCheckedWhenTheirTurnComes()
    {
        _scenario.Operate(Schedule(Window(1, Machine("m")))).ShouldBeNull();
        _scenario.HoldRegistry = true;
        var first = _scenario.BeginOperate(Deactivate("nosuch"));
        var start = _scenario.BeginOperate(StartMaintenance(Machine("m")));
        var clear = _scenario.BeginOperate(Schedule());
        _scenario.HoldRegistry = false;
        _scenario.StoreRegistry();
        _scenario.Answer(first).ShouldNotBeNull().Message.ShouldBe("Unknown agent");
        _scenario.Answer(start).ShouldBeNull();
        _scenario.Answer(clear).ShouldNotBeNull().Message.ShouldEndWith("is deactivated and cannot be removed from the schedule");
        _scenario.Registry.Schedule.ShouldNotBeNull();
        Status().DownMachines.ShouldHaveSingleItem();
    }

    [Fact]
    public void AgentAdmittedWhileItsMachineGoesDown_IsShutDown()
    {
        _scenario.Operate(Schedule(Window(1, Machine("late")))).ShouldBeNull();
        var agent = _scenario.Link();
        agent.Info.Hostname = "late";
        _scenario.HoldRegistry = true;
        var request = _scenario.BeginOperate(StartMaintenance(Machine("late")));
        agent.Register();
        _scenario.HoldRegistry = false;
        _scenario.StoreRegistry();
        _scenario.Answer(request).ShouldBeNull();
        agent.Frames[^1].ShutdownAgent.ShouldNotBeNull();
        _scenario.Machine.TakeView().Agents.ShouldBeEmpty();
    }

    private ClusterStatus Status() => _scenario.Machine.TakeView().MaintenanceStatus;

    private void Refused(Mesos.V1.Master.Call call, string fault)
    {
        var refusal = _scenario.Operate(call).ShouldNotBeNull();
        (refusal.Kind, refusal.Message).ShouldBe((RejectionKind.BadRequest, fault));
    }
}
