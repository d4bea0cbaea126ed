using Tepui.Kernel.Operations;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Tests.Master;
using static Tepui.Kernel.Tests.Master.OperationInfos;
using SourceType = Mesos.V1.Resource.Types.DiskInfo.Types.Source.Types.Type;

namespace Tepui.Kernel.Tests.Operations;

public class CheckpointedResourcesTests
{
    [Fact]
    public void Of_IsWhatFlagsDoNotSay()
    {
        var total = ResourceSet.From([.. TaskInfos.Resources("cpus:1;cpus(web):1"), .. Reserved("cpus:2", "ads"), Volume(5, "v", "ads")]);
        CheckpointedResources.Of(total).ToString().ShouldBe(
            "cpus(reservations: [(DYNAMIC,ads)]):2; disk(reservations: [(DYNAMIC,ads)])[v:data]:5");
    }

    [Fact]
    public void Apply_IsTheTotalAgain()
    {
        var flags = ResourceSet.From(TaskInfos.Resources("cpus:4;disk:10;disk(web):7"));
        var volume = Volume(5, "w").Change(static copy =>
            copy.Reservations.Add(TaskInfos.Resources("disk(web):1")[0].Reservations));
        var refined = Reserved("cpus:1", "ads", "ads/x");
        var checkpointed = ResourceSet.From([.. Reserved("cpus:2", "ads"), .. refined, Volume(3, "v", "ads"), volume]);

        var total = CheckpointedResources.Apply(flags, checkpointed, out var fault).ShouldNotBeNull(fault);

        total.Unreserved().ToString().ShouldBe("cpus:1; disk:7");
        CheckpointedResources.Of(total).Equals(checkpointed).ShouldBeTrue();
        total.Scalar("disk").ShouldBe(17000);
    }

    [Fact]
    public void Apply_OnAnotherDisk_Fits()
    {
        var mounted = OperationConversionsTests.On(SourceType.Mount, Volume(5, "v", "ads"));
        var flags = ResourceSet.From([ResourceMessage.FromEntry(
            ResourceMessage.ToEntry(mounted).WithKey(ResourceMessage.ToEntry(mounted).Key.WithoutVolume().WithoutReservations()),
            ReservationFormat.Refined)]);
        CheckpointedResources.Apply(flags, ResourceSet.From([mounted]), out var fault).ShouldNotBeNull(fault);
    }

    [Fact]
    public void Apply_MoreThanTheFlagsHave_SaysSo()
    {
        CheckpointedResources.Apply(
            ResourceSet.From(TaskInfos.Resources("cpus:1")), ResourceSet.From(Reserved("cpus:2", "ads")), out var fault).ShouldBeNull();
        fault.ShouldBe("Incompatible agent resources: cpus:1 does not contain cpus:2");
    }

    [Fact]
    public void Apply_WhatIsNotToBeWrittenDown_SaysSo()
    {
        CheckpointedResources.Apply(ResourceSet.Empty, ResourceSet.From(TaskInfos.Resources("cpus:2")), out var fault).ShouldBeNull();
        fault.ShouldBe("Unexpected checkpointed resources cpus:2");
    }
}
