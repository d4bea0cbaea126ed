using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Mesos.V1;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Tests.Resources;

public class ResourceMessageTests
{
    [Fact]
    public void ToMessages_InAnyFormat_ReadsBackTheSame() => Prop.ForAll(Generators.Set.ToArbitrary(), set =>
    {
        foreach (var format in new[] { ReservationFormat.Refined, ReservationFormat.Unrefined, ReservationFormat.Both })
        {
            var messages = set.ToMessages(format);
            ResourceValidation.Validate(messages).ShouldBeEmpty();
            ResourceSet.From(messages).ShouldBe(set);
        }
    }).Check(Generators.Config);

    [Fact]
    public void ToMessages_Unreserved_SetsRoleOnlyInTheOldFormat()
    {
        var set = Generators.Parse("cpus:1");

        set.ToMessages().Single().HasRole.ShouldBeFalse();
        set.ToMessages(ReservationFormat.Unrefined).Single().Role.ShouldBe("*");
        set.ToMessages(ReservationFormat.Unrefined).Single().HasRole.ShouldBeTrue();
    }

    [Fact]
    public void ToMessages_DynamicReservation_IsWrittenInEachFormat()
    {
        var set = ResourceSet.From(
        [
            new Resource
            {
                Name = "cpus",
                Type = Value.Types.Type.Scalar,
                Scalar = new Value.Types.Scalar { Value = 1 },
                Role = "ads",
                Reservation = new Resource.Types.ReservationInfo { Principal = "ops" },
            },
        ]);

        var refined = set.ToMessages().Single();
        refined.Reservations.Single().Role.ShouldBe("ads");
        refined.Reservations.Single().Principal.ShouldBe("ops");
        refined.Reservation.ShouldBeNull();
        var old = set.ToMessages(ReservationFormat.Unrefined).Single();
        old.Role.ShouldBe("ads");
        old.Reservation.Principal.ShouldBe("ops");
        old.Reservation.HasRole.ShouldBeFalse();
        old.Reservations.ShouldBeEmpty();
        ResourceSet.From([old]).ShouldBe(set);
        ResourceSet.From(set.ToMessages(ReservationFormat.Both)).ShouldBe(set);
    }
}
