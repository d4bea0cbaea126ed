using System.Collections.Generic;
using Mesos.V1;
using Tepui.Client.Schedulers;
using Capability = Mesos.V1.FrameworkInfo.Types.Capability;

namespace Tepui.Simulation.Frameworks;

/// <summary>A framework that does a bit of everything, in the way that its seed has it.</summary>
public sealed class WorkloadProgram : FrameworkProgram
{
    private readonly WorkloadTraits _traits;
    private readonly FrameworkDisk _disk;
    private readonly WorkloadScheduler _scheduler;

    public WorkloadProgram(SimulatedFramework process, WorkloadTraits traits, FrameworkDisk disk)
    {
        _traits = traits;
        _disk = disk;
        _scheduler = new WorkloadScheduler(
            process, traits, disk, process.World.RandomFor($"workload of {process.Name} {process.Incarnation}"));
    }

    public override Scheduler Scheduler => _scheduler;

    public override IEnumerable<KeyValuePair<string, KnownTask>> Tasks => _scheduler.Tasks;

    public override bool RemembersTasks => true;

    public override FrameworkInfo Framework()
    {
        var framework = new FrameworkInfo
        {
            Name = _traits.Name,
            User = "nobody",
            FailoverTimeout = _traits.FailoverTimeout.TotalSeconds,
            Checkpoint = true,
            Principal = _traits.Name,
        };
        framework.Roles.AddRange(_traits.Roles);
        Add(framework, Capability.Types.Type.MultiRole);
        Add(framework, Capability.Types.Type.ReservationRefinement);
        if (_traits.IsPartitionAware)
        {
            Add(framework, Capability.Types.Type.PartitionAware);
        }

        if (_disk.FrameworkId is { } id)
        {
            framework.Id = new FrameworkID { Value = id };
        }

        return framework;
    }

    public override void Begin(ISchedulerDriver driver) => _scheduler.Begin(driver);

    public override void Forget() => _disk.FrameworkId = null;

    public override void Rest() => _scheduler.Rest();

    private static void Add(FrameworkInfo framework, Capability.Types.Type type) =>
        framework.Capabilities.Add(new Capability { Type = type });
}
