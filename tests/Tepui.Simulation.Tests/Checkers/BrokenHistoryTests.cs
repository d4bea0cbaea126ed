using System.Linq;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Tepui.Internal.V1;
using Tepui.Kernel;
using Tepui.Kernel.Agent;
using Tepui.Kernel.Registry;
using Tepui.Simulation.Agents;
using Tepui.Simulation.Checkers;
using Tepui.Simulation.Clusters;
using Tepui.Simulation.Containers;
using Tepui.Simulation.Operators;
using Tepui.Simulation.Worlds;

namespace Tepui.Simulation.Tests.Checkers;

/// <summary>Every checker is told something that must not happen, and says so.</summary>
public sealed class BrokenHistoryTests
{
    private readonly Cluster _cluster = new(1);

    [Fact]
    public void A_registry_of_a_master_that_does_not_lead_is_a_violation()
    {
        var checker = Attached(new DeposedLeadersAreSilent());
        _cluster.Start();
        _cluster.World.RunUntil(() => _cluster.Leader is not null, System.TimeSpan.FromMinutes(1)).ShouldBeTrue();

        Should.Throw<SimulationViolation>(() =>
            checker.RegistryWritten(_cluster.Masters.First(master => !master.Leads), 0, RegistryState.Empty));
    }

    [Fact]
    public void A_frame_of_an_earlier_leader_after_a_later_ones_is_a_violation()
    {
        var checker = Attached(new DeposedLeadersAreSilent());
        checker.AgentReceived(_cluster.Agents[0], 2, new AgentLinkFrame { Ping = new Ping() });

        Should.Throw<SimulationViolation>(() => checker.AgentReceived(_cluster.Agents[0], 1, new AgentLinkFrame { Ping = new Ping() }));
    }

    [Fact]
    public void An_event_of_an_earlier_leader_after_a_later_ones_is_a_violation()
    {
        var checker = Attached(new DeposedLeadersAreSilent());
        checker.SchedulerReceived("scheduler", 2, new Event { Type = Event.Types.Type.Heartbeat });

        Should.Throw<SimulationViolation>(() =>
            checker.SchedulerReceived("scheduler", 1, new Event { Type = Event.Types.Type.Heartbeat }));
    }

    [Fact]
    public void A_task_that_nobody_launched_is_a_violation()
    {
        var checker = Attached(new TasksAreLaunchedOnce());
        var accepted = new Tell(new AgentNotice.TaskAccepted(new FrameworkId("F"), new TaskId("t"), new ContainerId("c")));

        Should.Throw<SimulationViolation>(() =>
            checker.AgentStepped(_cluster.Agents[0], new OperatorShutsDown(""), [accepted]));
    }

    [Fact]
    public void A_host_that_runs_more_than_its_agent_has_is_a_violation()
    {
        _cluster.Start();
        _cluster.World.RunUntil(() => _cluster.Agents.All(agent => agent.Machine is not null), System.TimeSpan.FromMinutes(1)).ShouldBeTrue();
        var agent = _cluster.Agents[0];
        agent.Containers.Tell = static _ => { };
        var checker = Attached(new AgentsRunWhatTheyHave());

        Run(agent, "modest", 1);
        checker.AgentStepped(agent, new ContainerStarted(new ContainerId("modest"), 1), []);
        Run(agent, "greedy", 1000);

        Should.Throw<SimulationViolation>(() => checker.AgentStepped(agent, new ContainerStarted(new ContainerId("greedy"), 2), []));
    }

    [Fact]
    public void A_call_that_is_answered_before_it_is_stored_is_a_violation()
    {
        var checker = Attached(new PromisesKept());
        var call = new Mesos.V1.Master.Call
        {
            Type = Mesos.V1.Master.Call.Types.Type.UpdateWeights,
            UpdateWeights = new Mesos.V1.Master.Call.Types.UpdateWeights { WeightInfos = { new WeightInfo { Role = "blue", Weight = 3 } } },
        };
        checker.Attempted(call);

        Should.Throw<SimulationViolation>(() => checker.OperatorTold(call));
    }

    [Fact]
    public void A_promise_that_a_later_leader_does_not_keep_is_a_violation()
    {
        var checker = Attached(new PromisesKept());
        var call = new Mesos.V1.Master.Call
        {
            Type = Mesos.V1.Master.Call.Types.Type.UpdateWeights,
            UpdateWeights = new Mesos.V1.Master.Call.Types.UpdateWeights { WeightInfos = { new WeightInfo { Role = "blue", Weight = 3 } } },
        };
        checker.Attempted(call);
        checker.RegistryWritten(
            _cluster.Masters[0], 1, RegistryState.Empty with { Weights = RegistryState.Empty.Weights.SetItem("blue", 3) });
        checker.OperatorTold(call);

        Should.Throw<SimulationViolation>(() => checker.LeaderBegan(_cluster.Masters[1], RegistryState.Empty));
    }

    [Fact]
    public void A_cluster_without_a_leader_has_not_come_to_rest()
    {
        Attached(new EverythingAgrees(_cluster)).Unsettled().ShouldNotBeNull();
        Attached(new SchedulersAgree(_cluster, [])).Unsettled().ShouldNotBeNull();
    }

    private void Run(SimulatedAgent agent, string name, double cpus)
    {
        var resource = new Resource { Name = "cpus", Type = Value.Types.Type.Scalar, Scalar = new Value.Types.Scalar { Value = cpus } };
        var launch = new LaunchContainer(new ContainerId(name), null!, null, ["run"], [], null) { Resources = [resource] };
        agent.Containers.Launch(launch, ContainerScript.Parse("run"));
        _cluster.World.RunUntil(() => agent.Containers.Find(new ContainerId(name)) is not null, System.TimeSpan.FromMinutes(1)).ShouldBeTrue();
    }

    private T Attached<T>(T checker)
        where T : Checker
    {
        _cluster.World.Add(checker);
        return checker;
    }
}
