using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Tests.Agent;
using Capability = Mesos.V1.FrameworkInfo.Types.Capability.Types.Type;

namespace Tepui.Kernel.Tests.Master.Frameworks;

/// <summary>What each capability of a framework changes (FrameworkInfo.Capability): the same story with it and without.</summary>
public class CapabilityTests
{
    private static readonly Row[] Table =
    [
        new(Capability.RevocableResources, "cpus:1; cpus{REV}:2; mem:64", "cpus:1; mem:64", static capability => Offered(
            capability, static agent => agent.Resources.AddRange([.. TaskInfos.Resources("cpus:1;mem:64"), Revocable()]))),
        new(Capability.TaskKillingState, "STARTING RUNNING KILLING", "STARTING RUNNING", static capability =>
        {
            var agent = AgentScenario.Registered();
            agent.RunAndStart("t", framework: AgentScenario.FrameworkInfo([.. Set(capability)]));
            agent.AcknowledgeAll();
            agent.Kill("t");
            agent.AcknowledgeAll();
            return string.Join(' ', agent.States.Distinct().Select(static state => WireNames.Of(state)["TASK_".Length..]));
        }),
        new(Capability.GpuResources, "cpus:1; gpus:1; mem:64", "", static capability => Offered(
            capability, static agent => agent.Resources.AddRange(TaskInfos.Resources("cpus:1;mem:64;gpus:1")))),
        new(Capability.SharedResources, "cpus:1; disk{SHARED}:10; mem:64", "cpus:1; mem:64", static capability => Offered(
            capability, static agent => agent.Resources.AddRange([.. TaskInfos.Resources("cpus:1;mem:64"), SharedVolume()]))),
        new(Capability.PartitionAware, "TASK_UNREACHABLE", "TASK_LOST", static capability =>
        {
            var scenario = new MasterScenario();
            var agent = scenario.Register();
            var scheduler = Subscribe(scenario, capability);
            scheduler.Launch(scheduler.Offers[0], TaskInfos.Command("t", scheduler.Offers[0]));
            agent.AnswersPings = false;
            scenario.Advance(TimeSpan.FromSeconds(80));
            return WireNames.Of(scheduler.LastUpdate.State);
        }),
        new(Capability.MultiRole, "offer a, resources a", "offer none, resources none", static capability =>
        {
            var scenario = new MasterScenario();
            scenario.Register();
            var offer = Subscribe(scenario, capability).Offers.Single();
            return $"offer {offer.AllocationInfo?.Role ?? "none"}, resources " +
                string.Join(' ', offer.Resources.Select(static resource => resource.AllocationInfo?.Role ?? "none").Distinct());
        }),
        new(Capability.ReservationRefinement, "cpus/STATIC a/DYNAMIC a/b:2; cpus:1; mem:64", "cpus:1; mem:64", static capability => Offered(
            capability, static agent => agent.Resources.AddRange([.. TaskInfos.Resources("cpus:1;mem:64"), Refined()]), "a/b")),
        new(Capability.RegionAware, "cpus:1; mem:64", "", static capability => Offered(capability, static agent =>
        {
            agent.Resources.AddRange(TaskInfos.Resources("cpus:1;mem:64"));
            agent.Domain = Domain("elsewhere");
        })),
    ];

    public static TheoryData<Capability, bool> Rows
    {
        get
        {
            var rows = new TheoryData<Capability, bool>();
            foreach (var row in Table)
            {
                rows.Add(row.Capability, true);
                rows.Add(row.Capability, false);
            }

            return rows;
        }
    }

    [Fact]
    public void EveryCapability_HasItsRow() =>
        Table.Select(static row => row.Capability).Append(Capability.Unknown).Order().ShouldBe(Enum.GetValues<Capability>().Order());

    [Theory]
    [MemberData(nameof(Rows))]
    public void Capability_ChangesWhatAFrameworkSees(Capability capability, bool isSet)
    {
        var row = Table.Single(row => row.Capability == capability);
        row.See(isSet ? capability : null).ShouldBe(isSet ? row.With : row.Without);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ReservationRefinement_DecidesTheFormatOfReservedResources(bool isSet)
    {
        var scenario = new MasterScenario();
        scenario.Register("cpus(a):2;mem(a):64");
        var resource = Subscribe(scenario, isSet ? Capability.ReservationRefinement : null).Offers.Single().Resources[0];

        // One reservation can be said in either format; without the capability it is the one of before there were stacks.
        resource.Reservations.Count.ShouldBe(isSet ? 1 : 0);
        (resource.HasRole ? resource.Role : null).ShouldBe(isSet ? null : "a");
    }

    [Fact]
    public void UnknownCapability_IsTakenAndChangesNothing()
    {
        var scenario = new MasterScenario();
        scenario.Register();
        Subscribe(scenario, Capability.Unknown).Offers.Count.ShouldBe(1);
    }

    private static IEnumerable<Capability> Set(Capability? capability) => capability is { } set ? [set] : [];

    /// <summary>What of one agent a framework of role a, or of another, is offered.</summary>
    private static string Offered(Capability? capability, Action<AgentInfo> describe, string role = "a")
    {
        var scenario = new MasterScenario(static config => config with { Info = new MasterInfo(config.Info) { Domain = Domain("here") } });
        var agent = scenario.Link("");
        describe(agent.Info);
        agent.Register();
        agent.IsClosed.ShouldBeFalse();
        var resources = Subscribe(scenario, capability, role).Offers.SelectMany(static offer => offer.Resources);
        return string.Join("; ", resources.Select(Text).Order(StringComparer.Ordinal));
    }

    private static string Text(Resource resource) =>
        resource.Name + string.Concat(resource.Reservations.Select(static reservation =>
            $"/{(reservation.Type == Resource.Types.ReservationInfo.Types.Type.Static ? "STATIC" : "DYNAMIC")} {reservation.Role}")) +
        (resource.Revocable is null ? "" : "{REV}") + (resource.Shared is null ? "" : "{SHARED}") + ":" + resource.Scalar.Value;

    private static ScenarioScheduler Subscribe(MasterScenario scenario, Capability? capability, string role = "a") =>
        scenario.Subscribe(subscribe =>
        {
            var info = subscribe.FrameworkInfo;
            info.Capabilities.Clear();
            info.Roles.Clear();
            if (capability is { } set)
            {
                info.Capabilities.Add(new FrameworkInfo.Types.Capability { Type = set });
            }

            if (capability == Capability.MultiRole)
            {
                info.Roles.Add(role);
            }
            else
            {
                info.Role = role;
            }
        });

    private static Resource Scalar(string name, double value) =>
        new() { Name = name, Type = Value.Types.Type.Scalar, Scalar = new Value.Types.Scalar { Value = value } };

    private static Resource Revocable()
    {
        var resource = Scalar("cpus", 2);
        resource.Revocable = new Resource.Types.RevocableInfo();
        return resource;
    }

    private static Resource SharedVolume()
    {
        var resource = Scalar("disk", 10);
        resource.Reservations.Add(Reservation(Resource.Types.ReservationInfo.Types.Type.Dynamic, "a"));
        resource.Shared = new Resource.Types.SharedInfo();
        resource.Disk = new Resource.Types.DiskInfo
        {
            Persistence = new Resource.Types.DiskInfo.Types.Persistence { Id = "v" },
            Volume = new Volume { ContainerPath = "path", Mode = Volume.Types.Mode.Rw },
        };
        return resource;
    }

    private static Resource Refined()
    {
        var resource = Scalar("cpus", 2);
        resource.Reservations.Add(Reservation(Resource.Types.ReservationInfo.Types.Type.Static, "a"));
        resource.Reservations.Add(Reservation(Resource.Types.ReservationInfo.Types.Type.Dynamic, "a/b"));
        return resource;
    }

    private static Resource.Types.ReservationInfo Reservation(Resource.Types.ReservationInfo.Types.Type type, string role) =>
        new() { Type = type, Role = role };

    private static DomainInfo Domain(string region) => new()
    {
        FaultDomain = new DomainInfo.Types.FaultDomain
        {
            Region = new DomainInfo.Types.FaultDomain.Types.RegionInfo { Name = region },
            Zone = new DomainInfo.Types.FaultDomain.Types.ZoneInfo { Name = "z" },
        },
    };

    /// <param name="See">The story, told by what a framework with the capability, or with none, gets to see.</param>
    private sealed record Row(Capability Capability, string With, string Without, Func<Capability?, string> See);
}
