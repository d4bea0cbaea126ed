using System.Linq;
using Mesos.V1;
using Mesos.V1.Maintenance;
using Mesos.V1.Quota;
using Call = Mesos.V1.Master.Call;
using Type = Mesos.V1.Master.Call.Types.Type;

namespace Tepui.Kernel.Tests.Master.Calls;

/// <summary>Operator calls that must not be obeyed, with Mesos's answer (http.cpp, quota_handler.cpp, maintenance.cpp).</summary>
public class BadOperatorCallTests
{
    private static readonly Row[] Table =
    [
        new("CREATE_VOLUMES on an agent nobody knows", RejectionKind.BadRequest, "No agent found with specified ID", new Call
        {
            Type = Type.CreateVolumes, CreateVolumes = new Call.Types.CreateVolumes { AgentId = Nobody, Volumes = { Disk() } },
        }),
        new("CREATE_VOLUMES of what is no volume", RejectionKind.BadRequest, "Invalid CREATE operation on agent m-S0 ", new Call
        {
            Type = Type.CreateVolumes, CreateVolumes = new Call.Types.CreateVolumes { AgentId = Known, Volumes = { Disk() } },
        }),
        new("DESTROY_VOLUMES on an agent nobody knows", RejectionKind.BadRequest, "No agent found with specified ID", new Call
        {
            Type = Type.DestroyVolumes, DestroyVolumes = new Call.Types.DestroyVolumes { AgentId = Nobody, Volumes = { Disk() } },
        }),
        new("DESTROY_VOLUMES of what is no volume", RejectionKind.BadRequest, "Invalid DESTROY operation: ", new Call
        {
            Type = Type.DestroyVolumes, DestroyVolumes = new Call.Types.DestroyVolumes { AgentId = Known, Volumes = { Disk() } },
        }),
        new("GROW_VOLUME without its agent", RejectionKind.BadRequest,
            "Failed to validate master::Call: Expecting 'agent_id' to be present; only agent default resources are supported right now",
            new Call { Type = Type.GrowVolume, GrowVolume = new Call.Types.GrowVolume { Volume = Disk(), Addition = Disk() } }),
        new("GROW_VOLUME on an agent nobody knows", RejectionKind.BadRequest, "No agent found with specified ID", new Call
        {
            Type = Type.GrowVolume, GrowVolume = new Call.Types.GrowVolume { AgentId = Nobody, Volume = Disk(), Addition = Disk() },
        }),
        new("SHRINK_VOLUME without its agent", RejectionKind.BadRequest,
            "Failed to validate master::Call: Expecting 'agent_id' to be present; only agent default resources are supported right now",
            new Call
            {
                Type = Type.ShrinkVolume,
                ShrinkVolume = new Call.Types.ShrinkVolume { Volume = Disk(), Subtract = new Value.Types.Scalar { Value = 1 } },
            }),
        new("SHRINK_VOLUME on an agent nobody knows", RejectionKind.BadRequest, "No agent found with specified ID", new Call
        {
            Type = Type.ShrinkVolume,
            ShrinkVolume = new Call.Types.ShrinkVolume
            {
                AgentId = Nobody, Volume = Disk(), Subtract = new Value.Types.Scalar { Value = 1 },
            },
        }),
        new("RESERVE_RESOURCES on an agent nobody knows", RejectionKind.BadRequest, "No agent found with specified ID", new Call
        {
            Type = Type.ReserveResources, ReserveResources = new Call.Types.ReserveResources { AgentId = Nobody, Resources = { Disk() } },
        }),
        new("RESERVE_RESOURCES that says no reservation", RejectionKind.BadRequest, "Invalid RESERVE operation on agent m-S0 ", new Call
        {
            Type = Type.ReserveResources, ReserveResources = new Call.Types.ReserveResources { AgentId = Known, Resources = { Disk() } },
        }),
        new("RESERVE_RESOURCES of more than there is", RejectionKind.Conflict, "", new Call
        {
            Type = Type.ReserveResources,
            ReserveResources = new Call.Types.ReserveResources { AgentId = Known, Resources = { Disk(1e9, "a") } },
        }),
        new("UNRESERVE_RESOURCES on an agent nobody knows", RejectionKind.BadRequest, "No agent found with specified ID", new Call
        {
            Type = Type.UnreserveResources,
            UnreserveResources = new Call.Types.UnreserveResources { AgentId = Nobody, Resources = { Disk() } },
        }),
        new("UNRESERVE_RESOURCES of what is not reserved", RejectionKind.Conflict, "", new Call
        {
            Type = Type.UnreserveResources,
            UnreserveResources = new Call.Types.UnreserveResources { AgentId = Known, Resources = { Disk(role: "a") } },
        }),
        new("DRAIN_AGENT of an agent nobody knows", RejectionKind.BadRequest, "Unknown agent", OperatorCallMaker.Drain("nobody")),
        new("DEACTIVATE_AGENT of an agent nobody knows", RejectionKind.BadRequest, "Unknown agent", OperatorCallMaker.Deactivate("nobody")),
        new("REACTIVATE_AGENT of an agent nobody knows", RejectionKind.BadRequest, "Agent is not deactivated",
            OperatorCallMaker.Reactivate("nobody")),
        new("REACTIVATE_AGENT of an active agent", RejectionKind.BadRequest, "Agent is not deactivated",
            OperatorCallMaker.Reactivate("m-S0")),
        new("MARK_AGENT_GONE of an agent nobody knows", RejectionKind.NotFound, "Agent 'nobody' not found",
            OperatorCallMaker.MarkGone("nobody")),
        new("TEARDOWN of a framework nobody knows", RejectionKind.BadRequest, "No framework found with specified ID", new Call
        {
            Type = Type.Teardown, Teardown = new Call.Types.Teardown { FrameworkId = new FrameworkID { Value = "nobody" } },
        }),
        new("REMOVE_QUOTA of a role without", RejectionKind.BadRequest, "Failed to remove quota: Role 'a' has no quota set", new Call
        {
            Type = Type.RemoveQuota, RemoveQuota = new Call.Types.RemoveQuota { Role = "a" },
        }),
        new("SET_QUOTA of a role that may not be used", RejectionKind.BadRequest,
            "Failed to validate set quota request: Unknown role 'z'", SetQuota("z", 1)),
        new("SET_QUOTA beyond the cluster", RejectionKind.Conflict, "Quota guarantees overcommit the cluster", SetQuota("a", 1000)),
        new("SET_QUOTA of a role that cannot be", RejectionKind.BadRequest, "Failed to validate set quota request: ", SetQuota("/a", 1)),
        new("UPDATE_QUOTA of a role that may not be used", RejectionKind.BadRequest,
            "Invalid QuotaConfig: 'z' is not on the roles whitelist", UpdateQuota("z")),
        new("UPDATE_QUOTA of a nested role", RejectionKind.BadRequest,
            "Updating quota on nested role 'a/b' is not supported yet", UpdateQuota("a/b")),
        new("UPDATE_WEIGHTS of a role that may not be used", RejectionKind.BadRequest,
            "Failed to validate update weights request JSON: Unknown role 'z'", Weigh("z", 1)),
        new("UPDATE_WEIGHTS of a role that cannot be", RejectionKind.BadRequest,
            "Failed to validate update weights request JSON: Invalid role '/a': Role '/a' cannot start with a slash", Weigh("/a", 1)),
        new("UPDATE_WEIGHTS to nothing", RejectionKind.BadRequest,
            "Failed to validate update weights request JSON for role 'a': Invalid weight '0': Weights must be positive", Weigh("a", 0)),
        new("UPDATE_WEIGHTS to less", RejectionKind.BadRequest,
            "Failed to validate update weights request JSON for role 'a': Invalid weight '-1': Weights must be positive", Weigh("a", -1)),
        new("START_MAINTENANCE of a machine without a name", RejectionKind.BadRequest, "",
            OperatorCallMaker.StartMaintenance(new MachineID())),
        new("START_MAINTENANCE of a machine nobody knows", RejectionKind.BadRequest,
            "Machine '{\"hostname\":\"nobody\",\"ip\":\"10.0.0.1\"}' is not part of a maintenance schedule",
            OperatorCallMaker.StartMaintenance(OperatorCallMaker.Machine("nobody"))),
        new("STOP_MAINTENANCE of a machine nobody knows", RejectionKind.BadRequest,
            "Machine '{\"hostname\":\"nobody\",\"ip\":\"10.0.0.1\"}' is not part of a maintenance schedule",
            OperatorCallMaker.StopMaintenance(OperatorCallMaker.Machine("nobody"))),
        new("UPDATE_MAINTENANCE_SCHEDULE with a machine twice", RejectionKind.BadRequest, "", OperatorCallMaker.Schedule(
            OperatorCallMaker.Window(2_000_000_000, OperatorCallMaker.Machine("h"), OperatorCallMaker.Machine("h")))),
        new("UPDATE_MAINTENANCE_SCHEDULE with a window of nothing", RejectionKind.BadRequest, "", OperatorCallMaker.Schedule(
            new Window { Unavailability = new Unavailability { Start = new TimeInfo { Nanoseconds = 1 } } })),
    ];

    private static readonly Type[] Changing =
    [
        Type.CreateVolumes, Type.DeactivateAgent, Type.DestroyVolumes, Type.DrainAgent, Type.GrowVolume, Type.MarkAgentGone,
        Type.ReactivateAgent, Type.RemoveQuota, Type.ReserveResources, Type.SetQuota, Type.ShrinkVolume, Type.StartMaintenance,
        Type.StopMaintenance, Type.Teardown, Type.UnreserveResources, Type.UpdateMaintenanceSchedule, Type.UpdateQuota, Type.UpdateWeights,
    ];

    public static TheoryData<string> Rows => [.. Table.Select(static row => row.Name)];

    public static TheoryData<Type> Types => [.. Changing];

    private static AgentID Nobody => new() { Value = "nobody" };

    private static AgentID Known => new() { Value = "m-S0" };

    [Fact]
    public void EveryCallThatChangesSomething_HasARow() =>
        Table.Select(static row => row.Call.Type).Distinct().Order().ShouldBe(Changing.Order());

    [Theory]
    [MemberData(nameof(Rows))]
    public void Call_IsRefusedAndChangesNothing(string name)
    {
        var row = Table.Single(row => row.Name == name);
        var scenario = new MasterScenario(static config => config with { Roles = ["*", "a", "a/b"] });
        var agent = scenario.Register();
        var scheduler = scenario.Subscribe();
        var (frames, events, registry) = (agent.Frames.Count, scheduler.Events.Count, scenario.Registry);

        var rejection = scenario.Operate(row.Call.Clone()).ShouldNotBeNull();

        rejection.Kind.ShouldBe(row.Kind);
        rejection.Message.ShouldStartWith(row.Message);
        rejection.Message.ShouldNotBeEmpty();
        scenario.Registry.ShouldBe(registry);
        agent.Frames.Count.ShouldBe(frames);
        scheduler.Offers.ShouldHaveSingleItem();
        scheduler.IsClosed.ShouldBeFalse();
        if (row.Kind != RejectionKind.Conflict)
        {
            scheduler.Events.Count.ShouldBe(events);
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Call_WithoutItsMessage_Is400(Type type)
    {
        var rejection = new MasterScenario().Operate(new Call { Type = type }).ShouldNotBeNull();
        rejection.Kind.ShouldBe(RejectionKind.BadRequest);
        rejection.Message.ShouldBe(
            $"Failed to validate master::Call: Expecting '{WireNames.Of(type).ToLowerInvariant()}' to be present");
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Call_ToAMasterThatDoesNotLead_Is503(Type type)
    {
        var rejection = new MasterScenario(leads: false).Operate(new Call { Type = type }).ShouldNotBeNull();
        (rejection.Kind, rejection.Message).ShouldBe((RejectionKind.Unavailable, "Master has not finished recovery"));
    }

    private static Resource Disk(double size = 10, string? role = null)
    {
        var resource = new Resource { Name = "disk", Type = Value.Types.Type.Scalar, Scalar = new Value.Types.Scalar { Value = size } };
        if (role is not null)
        {
            var dynamic = Resource.Types.ReservationInfo.Types.Type.Dynamic;
            resource.Reservations.Add(new Resource.Types.ReservationInfo { Type = dynamic, Role = role });
        }

        return resource;
    }

    private static Call SetQuota(string role, double cpus) => new()
    {
        Type = Type.SetQuota,
        SetQuota = new Call.Types.SetQuota
        {
            QuotaRequest = new QuotaRequest
            {
                Role = role,
                Guarantee =
                {
                    new Resource { Name = "cpus", Type = Value.Types.Type.Scalar, Scalar = new Value.Types.Scalar { Value = cpus } },
                },
            },
        },
    };

    private static Call UpdateQuota(string role) => new()
    {
        Type = Type.UpdateQuota,
        UpdateQuota = new Call.Types.UpdateQuota { QuotaConfigs = { new QuotaConfig { Role = role } } },
    };

    private static Call Weigh(string role, double weight) => new()
    {
        Type = Type.UpdateWeights,
        UpdateWeights = new Call.Types.UpdateWeights { WeightInfos = { new WeightInfo { Role = role, Weight = weight } } },
    };

    private sealed record Row(string Name, RejectionKind Kind, string Message, Call Call);
}
