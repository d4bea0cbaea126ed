using Mesos.V1;
using Tepui.Kernel.Operations;
using Tepui.Kernel.Tests.Master;
using static Tepui.Kernel.Tests.Master.OperationInfos;
using Operation = Mesos.V1.Offer.Types.Operation;
using Type = Mesos.V1.Offer.Types.Operation.Types.Type;

namespace Tepui.Kernel.Tests.Operations;

public class OperationMessageTests
{
    [Theory]
    [InlineData(Type.Reserve, "A RESERVE offer operation must have the Offer.Operation.reserve field set.")]
    [InlineData(Type.Unreserve, "An UNRESERVE offer operation must have the Offer.Operation.unreserve field set.")]
    [InlineData(Type.Create, "A CREATE offer operation must have the Offer.Operation.create field set.")]
    [InlineData(Type.Destroy, "A DESTROY offer operation must have the Offer.Operation.destroy field set.")]
    [InlineData(Type.GrowVolume, "A GROW_VOLUME operation must have the Offer.Operation.grow_volume field set")]
    [InlineData(Type.ShrinkVolume, "A SHRINK_VOLUME offer operation must have the Offer.Operation.shrink_volume field set")]
    [InlineData(Type.CreateDisk, "A CREATE_DISK offer operation must have the Offer.Operation.create_disk field set.")]
    [InlineData(Type.DestroyDisk, "A DESTROY_DISK offer operation must have the Offer.Operation.destroy_disk field set.")]
    [InlineData(Type.Unknown, "Unknown offer operation")]
    [InlineData((Type)99, "Unknown offer operation")]
    public void FindFault_WithoutItsField(Type type, string fault) => OperationMessage.FindFault(new Operation { Type = type }).ShouldBe(fault);

    [Fact]
    public void FindFault_OfEachResource_IsTold()
    {
        var bad = TaskInfos.Resources("cpus:1")[0].Change(static resource => resource.Scalar.Value = -1);
        OperationMessage.FindFault(Reserve([bad, bad.Change(static resource => resource.Name = "mem")])).ShouldBe(
            "Resource 'cpus:-1' is invalid: Invalid scalar resource: value <= 0; Resource 'mem:-1' is invalid: Invalid scalar resource: value <= 0");
        OperationMessage.FindFault(Grow(Volume(1, "v", "ads"), bad)).ShouldNotBeNull();
        OperationMessage.FindFault(Reserve(Reserved("cpus:1", "ads"))).ShouldBeNull();
    }

    [Fact]
    public void Normalize_TheOldFormat_IsTheSameAsTheNew()
    {
        var old = TaskInfos.Resources("cpus:1")[0].Change(static resource =>
        {
            resource.Role = "ads";
            resource.Reservation = new Resource.Types.ReservationInfo { Principal = "p" };
        });
        var refined = Reserved("cpus:1", static made => made.Principal = "p", "ads")[0];

        OperationMessage.Normalize(Reserve([old]), "ads").ShouldBe(OperationMessage.Normalize(Reserve([refined]), "ads"));
    }

    [Fact]
    public void Normalize_AddsTheRoleWhereThereIsNone_AndChangesNothingOfTheOriginal()
    {
        var own = Reserved("cpus:1", "ads")[0].Change(static resource => resource.AllocationInfo = new Resource.Types.AllocationInfo { Role = "own" });
        var operation = Unreserve([own, .. Reserved("mem:1", "ads")]);
        var before = operation.Clone();

        var normal = OperationMessage.Normalize(operation, "ads");

        normal.Unreserve.Resources[0].AllocationInfo.Role.ShouldBe("own");
        normal.Unreserve.Resources[1].AllocationInfo.Role.ShouldBe("ads");
        operation.ShouldBe(before);
        OperationMessage.Normalize(operation, null).Unreserve.Resources[1].AllocationInfo.ShouldBeNull();
    }
}
