using System.Collections.Generic;
using Mesos.V1;
using Operation = Mesos.V1.Offer.Types.Operation;

namespace Tepui.Client.Schedulers;

/// <summary>
/// What can be done with offers, made from its parts; <see cref="ISchedulerDriver.AcceptOffers"/> takes any number and does them
/// in order (docs/scheduler-http-api.md, "ACCEPT"). A later one may build on what an earlier one makes.
/// </summary>
public static class OfferOperations
{
    public static Operation Launch(params IEnumerable<TaskInfo> tasks) => new()
    {
        Type = Operation.Types.Type.Launch,
        Launch = new Operation.Types.Launch { TaskInfos = { tasks } },
    };

    public static Operation LaunchGroup(ExecutorInfo executor, params IEnumerable<TaskInfo> tasks) => new()
    {
        Type = Operation.Types.Type.LaunchGroup,
        LaunchGroup = new Operation.Types.LaunchGroup { Executor = executor, TaskGroup = new TaskGroupInfo { Tasks = { tasks } } },
    };

    /// <summary>The resources as they are to be reserved: see <see cref="ResourceDescriptions.ReservedFor"/>.</summary>
    public static Operation Reserve(params IEnumerable<Resource> resources) => new()
    {
        Type = Operation.Types.Type.Reserve,
        Reserve = new Operation.Types.Reserve { Resources = { resources } },
    };

    /// <summary>The resources as they are reserved; any part of a reservation.</summary>
    public static Operation Unreserve(params IEnumerable<Resource> resources) => new()
    {
        Type = Operation.Types.Type.Unreserve,
        Unreserve = new Operation.Types.Unreserve { Resources = { resources } },
    };

    /// <summary>Reserved disks as they are to be volumes: see <see cref="ResourceDescriptions.AsVolume"/>.</summary>
    public static Operation Create(params IEnumerable<Resource> volumes) => new()
    {
        Type = Operation.Types.Type.Create,
        Create = new Operation.Types.Create { Volumes = { volumes } },
    };

    /// <summary>With all data in them.</summary>
    public static Operation Destroy(params IEnumerable<Resource> volumes) => new()
    {
        Type = Operation.Types.Type.Destroy,
        Destroy = new Operation.Types.Destroy { Volumes = { volumes } },
    };

    /// <param name="addition">Of the same disk, reserved alike.</param>
    public static Operation GrowVolume(Resource volume, Resource addition) => new()
    {
        Type = Operation.Types.Type.GrowVolume,
        GrowVolume = new Operation.Types.GrowVolume { Volume = volume, Addition = addition },
    };

    public static Operation ShrinkVolume(Resource volume, double megabytes) => new()
    {
        Type = Operation.Types.Type.ShrinkVolume,
        ShrinkVolume = new Operation.Types.ShrinkVolume { Volume = volume, Subtract = new Value.Types.Scalar { Value = megabytes } },
    };

    /// <summary>
    /// Has the outcome told to <see cref="Scheduler.OperationStatusUpdate"/>, under this id, which names no
    /// other operation of the framework's.
    /// </summary>
    public static Operation WithId(this Operation operation, string id)
    {
        operation.Id = new OperationID { Value = id };
        return operation;
    }
}
