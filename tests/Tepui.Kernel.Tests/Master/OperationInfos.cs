using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Operation = Mesos.V1.Offer.Types.Operation;
using ReservationInfo = Mesos.V1.Resource.Types.ReservationInfo;

namespace Tepui.Kernel.Tests.Master;

/// <summary>Operations, and resources for them.</summary>
internal static class OperationInfos
{
    public static Operation Reserve(params IEnumerable<Resource>[] resources) => new()
    {
        Type = Operation.Types.Type.Reserve,
        Reserve = new Operation.Types.Reserve { Resources = { resources.SelectMany(static list => list) } },
    };

    public static Operation Unreserve(params IEnumerable<Resource>[] resources) => new()
    {
        Type = Operation.Types.Type.Unreserve,
        Unreserve = new Operation.Types.Unreserve { Resources = { resources.SelectMany(static list => list) } },
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

    public static Operation Grow(Resource volume, Resource addition) => new()
    {
        Type = Operation.Types.Type.GrowVolume,
        GrowVolume = new Operation.Types.GrowVolume { Volume = volume, Addition = addition },
    };

    public static Operation Shrink(Resource volume, double by) => new()
    {
        Type = Operation.Types.Type.ShrinkVolume,
        ShrinkVolume = new Operation.Types.ShrinkVolume { Volume = volume, Subtract = new Value.Types.Scalar { Value = by } },
    };

    public static Operation Launch(params TaskInfo[] tasks) => new()
    {
        Type = Operation.Types.Type.Launch,
        Launch = new Operation.Types.Launch { TaskInfos = { tasks } },
    };

    public static Operation Group(ExecutorInfo executor, params TaskInfo[] tasks) => new()
    {
        Type = Operation.Types.Type.LaunchGroup,
        LaunchGroup = new Operation.Types.LaunchGroup { Executor = executor, TaskGroup = new TaskGroupInfo { Tasks = { tasks } } },
    };

    /// <summary>With an id, so that its framework hears of it.</summary>
    public static Operation Named(this Operation operation, string id)
    {
        operation.Id = new OperationID { Value = id };
        return operation;
    }

    /// <summary>Resources reserved dynamically for roles, each reservation on top of the one before it.</summary>
    public static List<Resource> Reserved(string resources, params string[] roles) => Reserved(resources, null, roles);

    public static List<Resource> Reserved(string resources, Action<ReservationInfo>? change, params string[] roles)
    {
        var list = TaskInfos.Resources(resources);
        foreach (var resource in list)
        {
            foreach (var role in roles)
            {
                var reservation = new ReservationInfo { Type = ReservationInfo.Types.Type.Dynamic, Role = role };
                change?.Invoke(reservation);
                resource.Reservations.Add(reservation);
            }
        }

        return list;
    }

    /// <summary>A persistent volume of reserved disk.</summary>
    public static Resource Volume(double megabytes, string id, params string[] roles)
    {
        var volume = Reserved(FormattableString.Invariant($"disk:{megabytes}"), roles)[0];
        volume.Disk = new Resource.Types.DiskInfo
        {
            Persistence = new Resource.Types.DiskInfo.Types.Persistence { Id = id },
            Volume = new Volume { ContainerPath = "data", Mode = Mesos.V1.Volume.Types.Mode.Rw },
        };
        return volume;
    }

    public static Resource Change(this Resource resource, Action<Resource> change)
    {
        var copy = resource.Clone();
        change(copy);
        return copy;
    }
}
