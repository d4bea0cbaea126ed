using System;
using System.Globalization;
using Mesos.V1;
using Mesos.V1.Maintenance;
using Tepui.Kernel.Maintenance;
using Tepui.Kernel.Quotas;
using Tepui.Kernel.Registry;
using Tepui.Kernel.Resources;
using Tepui.Master.Registrars;

namespace Tepui.Master.Tests.Registrars;

/// <summary>Registries to store.</summary>
internal static class StoredRegistries
{
    /// <summary>One that has something of everything.</summary>
    public static RegistryState Whole { get; } = CreateWhole();

    public static AgentInfo Agent(string id) => new() { Id = new AgentID { Value = id }, Hostname = "host of " + id, Port = 5051 };

    public static RegistryState Of(params string[] agents)
    {
        RegistryState registry = RegistryState.Empty;
        foreach (string agent in agents)
        {
            registry = registry.Admit(agent, Agent(agent));
        }

        return registry;
    }

    /// <summary>One of many agents that have nothing in common: more than one part of it is stored.</summary>
    public static RegistryState Large(int agents)
    {
        var random = new Random(agents);
        byte[] bytes = new byte[300];
        RegistryState registry = RegistryState.Empty;
        for (int number = 0; number < agents; number++)
        {
            random.NextBytes(bytes);
            AgentInfo agent = Agent(number.ToString(CultureInfo.InvariantCulture));
            agent.Hostname = Convert.ToBase64String(bytes);
            registry = registry.Admit(agent.Id.Value, agent);
        }

        return registry;
    }

    /// <summary>Whether two are the same, down to the bytes that would be stored.</summary>
    public static void ShouldBeStoredAs(this RegistryState registry, RegistryState expected) =>
        RegistryEncoding.Encode(registry).AsSpan().SequenceEqual(RegistryEncoding.Encode(expected)).ShouldBeTrue(
            $"expected {expected.Admitted.Count} agents, got {registry.Admitted.Count}");

    private static RegistryState CreateWhole()
    {
        var config = new DrainConfig { MarkGone = true, MaxGracePeriod = new DurationInfo { Nanoseconds = 7 } };
        var window = new Window
        {
            MachineIds = { new MachineID { Hostname = "Host", Ip = "10.0.0.1" } },
            Unavailability = new Unavailability { Start = new TimeInfo { Nanoseconds = 5 } },
        };
        var machine = new MachineInfo { Id = window.MachineIds[0], Mode = MachineInfo.Types.Mode.Down, Unavailability = window.Unavailability };
        var quota = new Quota(
            ResourceQuantities.From([new("cpus", 500)]), new ResourceLimits(new("cpus", 1500), new("gpus", 0)));
        return Of("S0", "S1", "S2")
            .MarkUnreachable("S1", DateTimeOffset.UnixEpoch.AddTicks(12345))
            .Manage("S0", ManagedAgent.Draining(config).Drained())
            .Manage("S1", new ManagedAgent(null, Deactivated: true))
            .MarkGone("S2", DateTimeOffset.UnixEpoch) with
        {
            Weights = RegistryState.Empty.Weights.Add("dev", 2.5),
            Quotas = RegistryState.Empty.Quotas.Add("dev", quota),
            Schedule = new Schedule { Windows = { window } },
            Machines = RegistryState.Empty.Machines.Add(MachineKey.Of(machine.Id), machine),
        };
    }
}
