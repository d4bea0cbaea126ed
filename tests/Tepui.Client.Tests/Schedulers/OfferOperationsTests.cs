using Mesos.V1;
using Tepui.Client.Schedulers;
using Type = Mesos.V1.Offer.Types.Operation.Types.Type;

namespace Tepui.Client.Tests.Schedulers;

public class OfferOperationsTests
{
    [Fact]
    public void OperationsSayWhatTheyAre()
    {
        var disk = ResourceDescriptions.Of("disk", 10);
        OfferOperations.Reserve(disk).WithId("op").Id.Value.ShouldBe("op");
        OfferOperations.Reserve(disk).ShouldSatisfyAllConditions(made => made.Type.ShouldBe(Type.Reserve), made => made.Reserve.Resources.ShouldBe([disk]));
        OfferOperations.Unreserve(disk).ShouldSatisfyAllConditions(
            made => made.Type.ShouldBe(Type.Unreserve), made => made.Unreserve.Resources.ShouldBe([disk]));
        OfferOperations.Create(disk).ShouldSatisfyAllConditions(made => made.Type.ShouldBe(Type.Create), made => made.Create.Volumes.ShouldBe([disk]));
        OfferOperations.Destroy(disk).ShouldSatisfyAllConditions(made => made.Type.ShouldBe(Type.Destroy), made => made.Destroy.Volumes.ShouldBe([disk]));
        OfferOperations.GrowVolume(disk, disk).ShouldSatisfyAllConditions(
            made => made.Type.ShouldBe(Type.GrowVolume), made => made.GrowVolume.Addition.ShouldBe(disk));
        OfferOperations.ShrinkVolume(disk, 3).ShouldSatisfyAllConditions(
            made => made.Type.ShouldBe(Type.ShrinkVolume), made => made.ShrinkVolume.Subtract.Value.ShouldBe(3));
        OfferOperations.Launch(new TaskInfo { Name = "t" }).ShouldSatisfyAllConditions(
            made => made.Type.ShouldBe(Type.Launch), made => made.Launch.TaskInfos.Count.ShouldBe(1));
        OfferOperations.LaunchGroup(new ExecutorInfo(), new TaskInfo { Name = "t" }).ShouldSatisfyAllConditions(
            made => made.Type.ShouldBe(Type.LaunchGroup), made => made.LaunchGroup.TaskGroup.Tasks.Count.ShouldBe(1));
    }

    [Fact]
    public void AVolumeIsADiskThatIsReserved_AndWhatItWasMadeOfStaysAsItWas()
    {
        var disk = ResourceDescriptions.Of("disk", 10);

        var reserved = disk.ReservedFor("eng", "p").ReservedFor("eng/db", "p");
        var volume = reserved.AsVolume("v", "data", "p");

        disk.Reservations.ShouldBeEmpty();
        reserved.Disk.ShouldBeNull();
        reserved.Reservations[1].Role.ShouldBe("eng/db");
        volume.Disk.Persistence.Id.ShouldBe("v");
        volume.Disk.Volume.ContainerPath.ShouldBe("data");
        volume.Reservations.ShouldBe(reserved.Reservations);
    }
}
