using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Internal.V1;
using static Tepui.Kernel.Tests.Master.OperationInfos;
using Call = Mesos.V1.Master.Call;
using Type = Mesos.V1.Master.Call.Types.Type;

namespace Tepui.Kernel.Tests.Master.Calls;

/// <summary>RESERVE_RESOURCES, UNRESERVE_RESOURCES, CREATE_VOLUMES, DESTROY_VOLUMES, GROW_VOLUME and SHRINK_VOLUME.</summary>
public class OperatorOperationTests
{
    private readonly MasterScenario _scenario = new() { AfterBatch = MasterInvariants.Check };
    private readonly ScenarioAgent _agent;

    public OperatorOperationTests() => _agent = _scenario.Register("cpus:8;mem:4096;disk:1000");

    private string Total => _agent.Resources.Total.ToString();

    [Fact]
    public void Reserve_Free_IsDoneAtOnce()
    {
        Reserve(Reserved("cpus:8", "ads")).ShouldBeNull();
        Total.ShouldBe("mem:4096; disk:1000; cpus(reservations: [(DYNAMIC,ads)]):8");
        _agent.FramesOf(AgentLinkFrame.MessageOneofCase.ApplyOperation).Single().ApplyOperation.FrameworkId.ShouldBeNull();
        _scenario.Machine.TakeView().Operations.ShouldBeEmpty();
    }

    [Fact]
    public void Unreserve_Part_LeavesTheRest()
    {
        Reserve(Reserved("cpus:8", "ads"));
        Unreserve(Reserved("cpus:3", "ads")).ShouldBeNull();
        Total.ShouldContain("cpus(reservations: [(DYNAMIC,ads)]):5");
    }

    [Fact]
    public void Reserve_WhatIsOffered_RescindsOnlyWhatIsNeeded()
    {
        var scheduler = _scenario.Subscribe();
        scheduler.Launch([scheduler.Offers[0]], 0, TaskInfos.Command("t", scheduler.Offers[0], "cpus:4;mem:64"));
        _agent.Update(scheduler.Id.Value, "t", TaskState.TaskFinished);
        var offers = scheduler.Offers.ToList();
        offers.Count.ShouldBe(2);

        Reserve(Reserved("disk:10", "ads")).ShouldBeNull();

        scheduler.Events.Count(static message => message.Rescind != null).ShouldBe(1);
        scheduler.Offers.ShouldContain(offers[1]);
        Total.ShouldContain("disk(reservations: [(DYNAMIC,ads)]):10");
    }

    [Fact]
    public void Reserve_WhatATaskUses_Is409_AndRescindsNothing()
    {
        var scheduler = _scenario.Subscribe();
        scheduler.Launch([scheduler.Offers[0]], 0, TaskInfos.Command("t", scheduler.Offers[0], "cpus:4;mem:64"));

        var rejection = Reserve(Reserved("cpus:5", "ads")).ShouldNotBeNull();

        rejection.Kind.ShouldBe(RejectionKind.Conflict);
        rejection.Message.ShouldEndWith("does not contain cpus:5");
        scheduler.Events.ShouldNotContain(static message => message.Rescind != null);
    }

    [Fact]
    public void Reserve_WithSource_ChangesTheReservationInPlace()
    {
        Reserve(Reserved("cpus:8", "ads"));
        Reserve(Reserved("cpus:2", "web"), Reserved("cpus:2", "ads")).ShouldBeNull();
        Total.ShouldContain("cpus(reservations: [(DYNAMIC,ads)]):6");
        Total.ShouldContain("cpus(reservations: [(DYNAMIC,web)]):2");
        Reserve(TaskInfos.Resources("cpus:2"), Reserved("cpus:2", "web")).ShouldNotBeNull().Message
            .ShouldContain("Resource cpus:2 is not dynamically reserved");
    }

    [Fact]
    public void Reserve_WithASourceOfOtherSize_Is400()
    {
        Reserve(Reserved("cpus:8", "ads"));
        Reserve(Reserved("cpus:3", "web"), Reserved("cpus:2", "ads")).ShouldNotBeNull().Message.ShouldBe(
            "Invalid RESERVE operation on agent m-S0 at slave(1)@10.0.0.1:5051 (host1): Source and target resources should refer to " +
            "identical resource quantities: cpus:2 vs. cpus:3");
    }

    [Fact]
    public void Refine_NeedsTheParentsReservation()
    {
        Reserve(Reserved("cpus:2", "ads", "ads/east")).ShouldNotBeNull().Kind.ShouldBe(RejectionKind.Conflict);
        Reserve(Reserved("cpus:2", "ads")).ShouldBeNull();
        Reserve(Reserved("cpus:2", "ads", "ads/east")).ShouldBeNull();
        Total.ShouldContain("cpus(reservations: [(DYNAMIC,ads),(DYNAMIC,ads/east)]):2");
    }

    [Fact]
    public void Volumes_FromMakingToDestroying()
    {
        Reserve(Reserved("disk:200", "ads"));
        var volume = Volume(100, "v", "ads");
        Create(volume).ShouldBeNull();
        Total.ShouldContain("disk(reservations: [(DYNAMIC,ads)])[v:data]:100");

        Operate(new Call
        {
            Type = Type.GrowVolume,
            GrowVolume = new Call.Types.GrowVolume { AgentId = _agent.Id, Volume = volume, Addition = Reserved("disk:50", "ads")[0] },
        }).ShouldBeNull();
        Total.ShouldContain("[v:data]:150");
        Operate(new Call
        {
            Type = Type.ShrinkVolume,
            ShrinkVolume = new Call.Types.ShrinkVolume
            {
                AgentId = _agent.Id,
                Volume = Volume(150, "v", "ads"),
                Subtract = new Value.Types.Scalar { Value = 70 },
            },
        }).ShouldBeNull();
        Total.ShouldContain("[v:data]:80");

        Destroy(Volume(80, "v", "ads")).ShouldBeNull();
        Unreserve(Reserved("disk:200", "ads")).ShouldBeNull();
        Total.ShouldBe("cpus:8; mem:4096; disk:1000");
    }

    [Fact]
    public void Destroy_WhatIsUsed_Is400()
    {
        Reserve(Reserved("disk:200", "ads"));
        var volume = Volume(100, "v", "ads");
        Create(volume);
        var scheduler = _scenario.Ads();
        scheduler.Launch([scheduler.Offers[0]], 0, TaskInfos.Command("t", scheduler.Offers[0], change: task => task.Resources.Add(volume)));
        Destroy(volume).ShouldNotBeNull().Message.ShouldBe("Invalid DESTROY operation: Persistent volumes in use");
    }

    [Fact]
    public void UnknownAgent_Is400() => _scenario.Operate(new Call
    {
        Type = Type.ReserveResources,
        ReserveResources = new Call.Types.ReserveResources { AgentId = new AgentID { Value = "nosuch" } },
    }).ShouldNotBeNull().Message.ShouldBe("No agent found with specified ID");

    [Fact]
    public void AgentAway_Is409()
    {
        _agent.LoseLink();
        Reserve(Reserved("cpus:1", "ads")).ShouldNotBeNull().Kind.ShouldBe(RejectionKind.Conflict);
    }

    [Theory]
    [InlineData(Type.ReserveResources, "reserve_resources")]
    [InlineData(Type.UnreserveResources, "unreserve_resources")]
    [InlineData(Type.CreateVolumes, "create_volumes")]
    [InlineData(Type.DestroyVolumes, "destroy_volumes")]
    [InlineData(Type.GrowVolume, "grow_volume")]
    [InlineData(Type.ShrinkVolume, "shrink_volume")]
    public void WithoutItsMessage_Is400(Type type, string field) => _scenario.Operate(new Call { Type = type }).ShouldNotBeNull()
        .Message.ShouldBe($"Failed to validate master::Call: Expecting '{field}' to be present");

    [Fact]
    public void GrowAndShrink_WithoutAgent_Are400()
    {
        const string Message =
            "Failed to validate master::Call: Expecting 'agent_id' to be present; only agent default resources are supported right now";
        Operate(new Call { Type = Type.GrowVolume, GrowVolume = new Call.Types.GrowVolume() }).ShouldNotBeNull().Message.ShouldBe(Message);
        Operate(new Call { Type = Type.ShrinkVolume, ShrinkVolume = new Call.Types.ShrinkVolume() }).ShouldNotBeNull().Message.ShouldBe(Message);
    }

    [Fact]
    public void Reserve_Allocated_Is400()
    {
        var resources = Reserved("cpus:1", "ads");
        resources[0].AllocationInfo = new Resource.Types.AllocationInfo { Role = "ads" };
        Reserve(resources).ShouldNotBeNull().Message.ShouldEndWith(
            "A reserve operation was attempted with an allocated resource, but the operator API only allows reservations to be made to " +
            "unallocated resources");
    }

    [Fact]
    public void Reserve_Nothing_Is400() => Reserve([]).ShouldNotBeNull().Message.ShouldEndWith(
        "Invalid resources: The resources have multiple resource providers: ");

    private Rejection? Reserve(IEnumerable<Resource> resources, IEnumerable<Resource>? source = null) => Operate(new Call
    {
        Type = Type.ReserveResources,
        ReserveResources = new Call.Types.ReserveResources { AgentId = _agent.Id, Resources = { resources }, Source = { source ?? [] } },
    });

    private Rejection? Unreserve(IEnumerable<Resource> resources) => Operate(new Call
    {
        Type = Type.UnreserveResources,
        UnreserveResources = new Call.Types.UnreserveResources { AgentId = _agent.Id, Resources = { resources } },
    });

    private Rejection? Create(params Resource[] volumes) => Operate(new Call
    {
        Type = Type.CreateVolumes,
        CreateVolumes = new Call.Types.CreateVolumes { AgentId = _agent.Id, Volumes = { volumes } },
    });

    private Rejection? Destroy(params Resource[] volumes) => Operate(new Call
    {
        Type = Type.DestroyVolumes,
        DestroyVolumes = new Call.Types.DestroyVolumes { AgentId = _agent.Id, Volumes = { volumes } },
    });

    private Rejection? Operate(Call call) => _scenario.Operate(call);
}
