using System;
using Mesos.V1;
using Tepui.Kernel.Resources;
using ReservationInfo = Mesos.V1.Resource.Types.ReservationInfo;
using ReservationType = Mesos.V1.Resource.Types.ReservationInfo.Types.Type;

namespace Tepui.Kernel.Tests.Resources;

public class ResourceValidationTests
{
    [Theory]
    [InlineData(-1, "Invalid scalar resource: value <= 0")]
    [InlineData(0.0001, "Invalid scalar resource: value <= 0")]
    [InlineData(double.NaN, "Invalid scalar resource: value is not a finite number")]
    [InlineData(double.PositiveInfinity, "Invalid scalar resource: value is not a finite number")]
    [InlineData(1e300, "Invalid scalar resource: value > 9007199254740.991")]
    public void Validate_BadScalar_NamesTheFault(double value, string fault) =>
        ResourceValidation.Validate(Cpus(cpus => cpus.Scalar.Value = value)).ShouldBe([fault]);

    [Fact]
    public void Validate_Zero_IsValid() => ResourceValidation.Validate(Cpus(cpus => cpus.Scalar.Value = 0)).ShouldBeEmpty();

    [Fact]
    public void Validate_ValueOfAnotherType_NamesTheFault()
    {
        ResourceValidation.Validate(Cpus(cpus => cpus.Type = Value.Types.Type.Ranges)).ShouldBe(["Invalid ranges resource"]);
        ResourceValidation.Validate(Cpus(cpus => cpus.Type = Value.Types.Type.Text)).ShouldBe(["Unsupported resource type"]);
        ResourceValidation.Validate(Cpus(cpus => cpus.Set = new Value.Types.Set())).ShouldBe(["Invalid scalar resource"]);
    }

    [Theory]
    [InlineData(1UL, 5UL, 5UL, 9UL, "Invalid ranges resource: overlapping ranges")]
    [InlineData(4UL, 9UL, 1UL, 4UL, "Invalid ranges resource: overlapping ranges")]
    [InlineData(1UL, 2UL, 9UL, 8UL, "Invalid ranges resource: begin > end")]
    public void Validate_BadRanges_NamesTheFault(ulong begin, ulong end, ulong otherBegin, ulong otherEnd, string fault) =>
        ResourceValidation.Validate(new Resource
        {
            Name = "ports",
            Type = Value.Types.Type.Ranges,
            Ranges = new Value.Types.Ranges
            {
                Range =
                {
                    new Value.Types.Range { Begin = begin, End = end },
                    new Value.Types.Range { Begin = otherBegin, End = otherEnd },
                },
            },
        }).ShouldBe([fault]);

    [Fact]
    public void Validate_SeveralFaults_NamesThemAll()
    {
        var resource = Cpus(cpus =>
        {
            cpus.Name = "";
            cpus.Scalar.Value = -1;
            cpus.Role = "/x";
            cpus.Shared = new Resource.Types.SharedInfo();
        });

        ResourceValidation.Validate(resource).ShouldBe(
        [
            "Empty resource name",
            "Invalid scalar resource: value <= 0",
            "Role '/x' cannot start with a slash",
            "Resource  cannot be shared",
        ]);
        ResourceValidation.Validate([Cpus(), resource])[1].ShouldBe(
            "Resource ':-1' is invalid: Invalid scalar resource: value <= 0");
    }

    [Fact]
    public void Validate_ReservationOfEverybodysRole_NamesTheFault() =>
        ResourceValidation.Validate(Cpus(cpus => cpus.Reservation = new ReservationInfo()))
            .ShouldBe(["Invalid reservation: role \"*\" cannot be dynamically reserved"]);

    [Fact]
    public void Validate_RefinedStack_MustNarrowDown()
    {
        var good = Cpus(cpus => cpus.Reservations.Add([Reserved(ReservationType.Static, "a"), Reserved(ReservationType.Dynamic, "a/b")]));
        var bad = Cpus(cpus => cpus.Reservations.Add([Reserved(ReservationType.Dynamic, "a"), Reserved(ReservationType.Static, "b")]));

        ResourceValidation.Validate(good).ShouldBeEmpty();
        ResourceValidation.Validate(bad).ShouldBe(
        [
            "Invalid refined reservation: A refined reservation cannot be STATIC",
            "Invalid refined reservation: role 'b' is not a refinement of 'a'",
        ]);
    }

    [Fact]
    public void Validate_BothFormatsAtOdds_NamesTheFaults()
    {
        var resource = Cpus(cpus =>
        {
            cpus.Role = "b";
            cpus.Reservations.Add(Reserved(ReservationType.Dynamic, "a"));
        });

        ResourceValidation.Validate(resource).Count.ShouldBe(2);
        resource.Role = "a";
        resource.Reservation = new ReservationInfo();
        ResourceValidation.Validate(resource).ShouldBeEmpty();
        resource.Reservation.Principal = "ops";
        ResourceValidation.Validate(resource).Count.ShouldBe(1);
    }

    private static ReservationInfo Reserved(ReservationType type, string role) => new() { Type = type, Role = role };

    private static Resource Cpus(Action<Resource>? change = null)
    {
        var resource = new Resource { Name = "cpus", Type = Value.Types.Type.Scalar, Scalar = new Value.Types.Scalar { Value = 1 } };
        change?.Invoke(resource);
        return resource;
    }
}
