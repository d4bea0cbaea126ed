using System.Linq;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent;
using Operation = Mesos.V1.Offer.Types.Operation;
using Reservation = Mesos.V1.Resource.Types.ReservationInfo;

namespace Tepui.Kernel.Tests.Agent;

/// <summary>Resources and operations on them, as a master sends them to an agent.</summary>
internal static class AgentResources
{
    public static AgentConfig Config(string resources = "cpus:8;mem:1024;disk:1000")
    {
        AgentConfig config = AgentScenario.Config();
        Tepui.Kernel.Resources.ResourceText.Parse(resources, [])!.CopyTo(config.Info.Resources);
        return config;
    }

    public static Resource Reserved(string name, double amount, string role = "ads")
    {
        Resource resource = Plain(name, amount);
        resource.Reservations.Add(new Reservation { Type = Reservation.Types.Type.Dynamic, Role = role, Principal = "ops" });
        return resource;
    }

    public static Resource Volume(string id, double amount = 100, string role = "ads", string path = "data")
    {
        Resource resource = Reserved("disk", amount, role);
        resource.Disk = new Resource.Types.DiskInfo
        {
            Persistence = new Resource.Types.DiskInfo.Types.Persistence { Id = id, Principal = "ops" },
            Volume = new Volume { ContainerPath = path, Mode = Mesos.V1.Volume.Types.Mode.Rw },
        };
        return resource;
    }

    public static Resource OnDisk(Resource volume, Resource.Types.DiskInfo.Types.Source.Types.Type type, string root)
    {
        Resource copy = volume.Clone();
        copy.Disk.Source = new Resource.Types.DiskInfo.Types.Source { Type = type };
        if (type == Resource.Types.DiskInfo.Types.Source.Types.Type.Mount)
        {
            copy.Disk.Source.Mount = new Resource.Types.DiskInfo.Types.Source.Types.Mount { Root = root };
        }
        else
        {
            copy.Disk.Source.Path = new Resource.Types.DiskInfo.Types.Source.Types.Path { Root = root };
        }

        return copy;
    }

    public static Resource Allocated(Resource resource, string role = "ads")
    {
        Resource copy = resource.Clone();
        copy.AllocationInfo = new Resource.Types.AllocationInfo { Role = role };
        return copy;
    }

    public static Operation Reserve(params Resource[] resources) => new()
    {
        Type = Operation.Types.Type.Reserve,
        Reserve = new Operation.Types.Reserve { Resources = { resources } },
    };

    public static Operation Unreserve(params Resource[] resources) => new()
    {
        Type = Operation.Types.Type.Unreserve,
        Unreserve = new Operation.Types.Unreserve { Resources = { resources } },
    };

    public static Operation Create(params Resource[] volumes) => new()
    {
        Type = Operation.Types.Type.Create,
        Create = new Operation.Types.Create { Volumes = { volumes } },
    };

    public static Operation Destroy(params Resource[] volumes) => new()
    {
        Type = Operation.Types.Type.Destroy,
        Destroy = new Operation.Types.Destroy { Volumes = { volumes } },
    };

    /// <summary>The master sends an operation; its uuid.</summary>
    public static ByteString Apply(this AgentScenario agent, Operation operation, string? framework = AgentScenario.Framework, string? uuid = null)
    {
        var id = ByteString.CopyFromUtf8(uuid ?? "uuid-" + agent.Effects.Count);
        agent.FromMaster(new AgentLinkFrame
        {
            ApplyOperation = new ApplyOperation
            {
                FrameworkId = framework is null ? null : new FrameworkID { Value = framework },
                Operation = operation,
                OperationUuid = id,
            },
        });
        return id;
    }

    /// <summary>The same, and the disk does as it is asked.</summary>
    public static ByteString ApplyWhole(this AgentScenario agent, Operation operation, string? framework = AgentScenario.Framework)
    {
        ByteString uuid = agent.Apply(operation, framework);
        agent.Step(new VolumesChanged(uuid));
        return uuid;
    }

    public static UpdateOperationStatus LastOperationUpdate(this AgentScenario agent) =>
        agent.Sent.Last(frame => frame.UpdateOperationStatus is not null).UpdateOperationStatus;

    public static int OperationUpdates(this AgentScenario agent) => agent.Sent.Count(frame => frame.UpdateOperationStatus is not null);

    public static void AcknowledgeOperation(this AgentScenario agent, UpdateOperationStatus update) => agent.FromMaster(new AgentLinkFrame
    {
        AcknowledgeOperationStatus = new AcknowledgeOperationStatus
        {
            OperationUuid = update.OperationUuid,
            StatusUuid = update.Status.Uuid.Value,
        },
    });

    public static string Total(this AgentScenario agent) => agent.Machine.View().Total.ToString();

    private static Resource Plain(string name, double amount) =>
        new() { Name = name, Type = Value.Types.Type.Scalar, Scalar = new Value.Types.Scalar { Value = amount } };
}
