using System.Linq;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Resources;
using static Tepui.Kernel.Tests.Master.OperationInfos;
using Capability = Mesos.V1.FrameworkInfo.Types.Capability.Types.Type;

namespace Tepui.Kernel.Tests.Master.Calls.Accepting;

/// <summary>CREATE, DESTROY, GROW_VOLUME and SHRINK_VOLUME in an ACCEPT.</summary>
public class AcceptVolumeTests
{
    private readonly MasterScenario _scenario = new() { AfterBatch = MasterInvariants.Check };
    private readonly ScenarioAgent _agent;
    private readonly ScenarioScheduler _scheduler;
    private readonly Resource _volume = Volume(100, "v", "ads");

    public AcceptVolumeTests()
    {
        _agent = _scenario.Register("cpus:4;mem:4096;disk:1000");
        _scheduler = _scenario.Ads();
        _scheduler.Accept([Offer], 0, Reserve(Reserved("disk:500", "ads")), Create(_volume));
    }

    private Offer Offer => _scheduler.Offers[0];

    private string Error => _scheduler.OperationStatuses.Last(static status => status.State == OperationState.OperationError).Message;

    [Fact]
    public void Create_IsInTheNextOffer_AndInTheAgentsTotal()
    {
        ResourceSet.From(Offer.Resources).ToString().ShouldContain("disk(allocated: ads)(reservations: [(DYNAMIC,ads)])[v:data]:100");
        _scenario.Machine.TakeView().Agents[0].Total.ToString().ShouldContain("disk(reservations: [(DYNAMIC,ads)])[v:data]:100");
    }

    [Fact]
    public void Create_OfAnIdThatIsThere_IsAnError()
    {
        _scheduler.Accept([Offer], 0, Create(_volume).Named("c"));
        Error.ShouldBe("Persistence ID 'v' is not unique; on agent m-S0 at slave(1)@10.0.0.1:5051 (host1)");
    }

    [Fact]
    public void Create_TwiceInOneCall_DropsTheSecond()
    {
        _scheduler.Accept([Offer], 0, Create(Volume(10, "w", "ads")), Create(Volume(20, "w", "ads")).Named("second"));
        Error.ShouldContain("Persistence ID 'w' is not unique");
        _scheduler.OperationStatuses.Single().OperationId.Value.ShouldBe("second");
    }

    [Fact]
    public void Create_OfUnreservedDisk_IsAnError()
    {
        _scheduler.Accept([Offer], 0, Create(Volume(10, "w")).Named("c"));
        Error.ShouldStartWith("Invalid resources: Invalid DiskInfo: Persistent volumes cannot be created from unreserved resources; on agent");
    }

    [Fact]
    public void Create_Shared_NeedsTheCapability()
    {
        var shared = Volume(10, "w", "ads").Change(static volume => volume.Shared = new Resource.Types.SharedInfo());
        _scheduler.Accept([Offer], 0, Create(shared).Named("c"));
        Error.ShouldContain("with no SHARED_RESOURCES capability");
    }

    [Fact]
    public void Shared_IsUsedByTwoTasksOfOneOffer_AndNotDestroyedMeanwhile()
    {
        var scheduler = _scenario.Ads(
            Capability.MultiRole, Capability.PartitionAware, Capability.ReservationRefinement, Capability.SharedResources);
        _scheduler.Disconnect();
        var shared = Volume(10, "w", "ads").Change(static volume => volume.Shared = new Resource.Types.SharedInfo());
        var offer = scheduler.Offers[0];
        TaskInfo Task(string id) => TaskInfos.Command(id, offer, change: task => task.Resources.Add(shared));

        scheduler.Accept([offer], 0, Create(shared), Launch(Task("a"), Task("b")));

        _agent.Tasks.Count.ShouldBe(2);
        scheduler.Accept([scheduler.Offers[0]], 0, Destroy(shared).Named("d"));
        scheduler.OperationStatuses.Single().Message.ShouldStartWith("Persistent volumes in use; on agent");
        _agent.Update(scheduler.Id.Value, "a", TaskState.TaskFinished);
        _agent.Update(scheduler.Id.Value, "b", TaskState.TaskFinished);
        scheduler.Accept([.. scheduler.Offers], 0, Destroy(shared).Named("d2"));
        scheduler.OperationStatuses.Last().State.ShouldBe(OperationState.OperationFinished, scheduler.OperationStatuses.Last().Message);
    }

    [Fact]
    public void Launch_MayMountTheVolumeElsewhere_AndItComesBackAsItWas()
    {
        var elsewhere = _volume.Change(static volume => volume.Disk.Volume.ContainerPath = "other");
        _scheduler.Launch([Offer], 0, TaskInfos.Command("t", Offer, change: task => task.Resources.Add(elsewhere)));
        _agent.Tasks.Count.ShouldBe(1);

        _agent.Update(_scheduler.Id.Value, "t", TaskState.TaskFinished);

        _scheduler.Offers.SelectMany(static offer => offer.Resources).Single(static resource => resource.Disk?.Persistence != null)
            .Disk.Volume.ContainerPath.ShouldBe("data");
    }

    [Fact]
    public void Launch_WithTheSameVolumeTwice_IsAnError()
    {
        _scheduler.Launch([Offer], 0, TaskInfos.Command("t", Offer, change: task => task.Resources.AddRange([_volume, _volume])));
        _scheduler.LastUpdate.Message.ShouldBe("Task uses duplicate persistence ID: Persistence ID 'v' is not unique");
    }

    [Fact]
    public void Launch_OnAVolumeThatIsNotThere_IsAnError()
    {
        _scheduler.Launch([Offer], 0, TaskInfos.Command("t", Offer, change: task => task.Resources.Add(Volume(100, "w", "ads"))));
        _scheduler.LastUpdate.Message.ShouldContain("is more than available");
    }

    [Fact]
    public void Destroy_IsDiskAgain()
    {
        _scheduler.Accept([Offer], 0, Destroy(_volume));
        ResourceSet.From(Offer.Resources).ToString().ShouldContain("disk(allocated: ads)(reservations: [(DYNAMIC,ads)]):500");
    }

    [Fact]
    public void Destroy_InUse_KillsNothing()
    {
        _scheduler.Launch([Offer], 0, TaskInfos.Command("t", Offer, change: task => task.Resources.Add(_volume)));
        _scheduler.Accept([Offer], 0, Destroy(_volume).Named("d"));
        Error.ShouldStartWith("Persistent volumes in use; on agent");
        _agent.Frames.ShouldNotContain(static frame => frame.MessageCase == AgentLinkFrame.MessageOneofCase.KillTask);
    }

    [Fact]
    public void Destroy_WhatIsNotThere_IsAnError()
    {
        _scheduler.Accept([Offer], 0, Destroy(Volume(100, "w", "ads")).Named("d"));
        Error.ShouldStartWith("Persistent volumes not found; on agent");
    }

    [Fact]
    public void DestroyUnreserve_InOneCall_ApplyInOrder()
    {
        _scheduler.Accept([Offer], 0, Destroy(_volume), Unreserve(Reserved("disk:500", "ads")));
        _agent.Resources.Total.ToString().ShouldBe("cpus:4; mem:4096; disk:1000");
    }

    [Fact]
    public void Grow_TakesTheAddition()
    {
        _scheduler.Accept([Offer], 0, Grow(_volume, Reserved("disk:50", "ads")[0]));
        ResourceSet.From(Offer.Resources).ToString().ShouldContain("[v:data]:150");
        ResourceSet.From(Offer.Resources).ToString().ShouldContain("disk(allocated: ads)(reservations: [(DYNAMIC,ads)]):350");
    }

    [Fact]
    public void Shrink_GivesBack()
    {
        _scheduler.Accept([Offer], 0, Shrink(_volume, 40));
        ResourceSet.From(Offer.Resources).ToString().ShouldContain("[v:data]:60");
        ResourceSet.From(Offer.Resources).ToString().ShouldContain("disk(allocated: ads)(reservations: [(DYNAMIC,ads)]):440");
    }

    [Fact]
    public void Launch_OnAVolumeThatGrowsInTheSameCall_IsAnError()
    {
        var grown = Volume(150, "v", "ads");
        _scheduler.Accept(
            [Offer],
            0,
            Grow(_volume, Reserved("disk:50", "ads")[0]),
            Launch(TaskInfos.Command("t", Offer, change: task => task.Resources.Add(grown))));
        _scheduler.LastUpdate.State.ShouldBe(TaskState.TaskError);
        ResourceSet.From(Offer.Resources).ToString().ShouldContain("[v:data]:150");
    }

    [Fact]
    public void Grow_ByMoreThanIsOffered_IsAnError()
    {
        _scheduler.Accept([Offer], 0, Grow(_volume, Reserved("disk:500", "ads")[0]).Named("g"));
        Error.ShouldStartWith("Invalid GROW_VOLUME operation: ");
        Error.ShouldEndWith(
            "does not contain disk(allocated: ads)(reservations: [(DYNAMIC,ads)])[v:data]:100; " +
            "disk(allocated: ads)(reservations: [(DYNAMIC,ads)]):500");
    }

    [Fact]
    public void CreateDisk_NeedsAResourceProvider()
    {
        var operation = new Offer.Types.Operation
        {
            Type = Offer.Types.Operation.Types.Type.CreateDisk,
            CreateDisk = new Offer.Types.Operation.Types.CreateDisk
            {
                Source = Reserved("disk:10", "ads")[0],
                TargetType = Resource.Types.DiskInfo.Types.Source.Types.Type.Mount,
            },
        };
        _scheduler.Accept([Offer], 0, operation.Named("c"));
        Error.ShouldStartWith("'source' is not managed by a resource provider; ");
    }

    [Fact]
    public void DestroyDisk_OfAProviderThatIsNotThere_IsNotOffered()
    {
        var source = Reserved("disk:10", "ads")[0];
        source.ProviderId = new ResourceProviderID { Value = "rp" };
        source.Disk = new Resource.Types.DiskInfo
        {
            Source = new Resource.Types.DiskInfo.Types.Source
            {
                Type = Resource.Types.DiskInfo.Types.Source.Types.Type.Raw,
                Id = "x",
            },
        };
        var operation = new Offer.Types.Operation
        {
            Type = Offer.Types.Operation.Types.Type.DestroyDisk,
            DestroyDisk = new Offer.Types.Operation.Types.DestroyDisk { Source = source },
        };
        _scheduler.Accept([Offer], 0, operation.Named("d"));
        Error.ShouldStartWith("Invalid DESTROY_DISK Operation: ");
    }
}
