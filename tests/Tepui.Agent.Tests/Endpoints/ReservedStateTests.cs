using System.IO;
using System.Text.Json.Nodes;
using Mesos.V1;
using Tepui.Testing;
using Operation = Mesos.V1.Offer.Types.Operation;
using Reservation = Mesos.V1.Resource.Types.ReservationInfo;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Agent.Tests.Endpoints;

/// <summary>What <c>/state</c> shows of reservations and volumes, as a Mesos agent showed it after the same operations.</summary>
public sealed class ReservedStateTests
{
    [Fact]
    public async Task Reservations_and_volumes_are_shown_as_Mesos_shows_them()
    {
        JsonObject recorded = JsonNode.Parse(await File.ReadAllTextAsync(
            Repository.At("tests/Tepui.Agent.Tests/Fixtures/agent-GET-state-reserved.json")))!.AsObject();
        await using AgentFixture agent = await AgentFixture.StartAsync();
        Resource volume = Reserved("disk", 50);
        volume.Disk = new Resource.Types.DiskInfo
        {
            Persistence = new Resource.Types.DiskInfo.Types.Persistence { Id = "vol1", Principal = "op" },
            Volume = new Volume { ContainerPath = "data", Mode = Volume.Types.Mode.Rw },
        };

        await agent.Master.ApplyAsync(new Operation
        {
            Type = Operation.Types.Type.Reserve,
            Reserve = new Operation.Types.Reserve { Resources = { Reserved("cpus", 1), Reserved("disk", 100) } },
        });
        await agent.Master.ApplyAsync(new Operation
        {
            Type = Operation.Types.Type.Create,
            Create = new Operation.Types.Create { Volumes = { volume } },
        });
        JsonNode state = JsonNode.Parse(await agent.GetAsync("/slave(1)/state"))!;

        foreach ((string key, JsonNode? value) in recorded)
            JsonNode.DeepEquals(state[key], value).ShouldBeTrue($"{key}: {state[key]?.ToJsonString()} and not {value?.ToJsonString()}");
    }

    private static Resource Reserved(string name, double amount) => new()
    {
        Name = name,
        Type = Value.Types.Type.Scalar,
        Scalar = new Value.Types.Scalar { Value = amount },
        Reservations = { new Reservation { Type = Reservation.Types.Type.Dynamic, Role = "dev", Principal = "op" } },
    };
}
