using System;
using System.Collections.Generic;
using Mesos.V1;
using Tepui.Kernel.Roles;
using ReservationInfo = Mesos.V1.Resource.Types.ReservationInfo;
using ReservationType = Mesos.V1.Resource.Types.ReservationInfo.Types.Type;
using SourceType = Mesos.V1.Resource.Types.DiskInfo.Types.Source.Types.Type;

namespace Tepui.Kernel.Resources;

/// <content>The rules for one resource.</content>
public static partial class ResourceValidation
{
    /// <summary>Every fault of one resource.</summary>
    public static IReadOnlyList<string> Validate(Resource resource)
    {
        var faults = new List<string>();
        if (resource.Name.Length == 0)
        {
            faults.Add("Empty resource name");
        }

        ValidateValue(resource, faults);
        ValidateDisk(resource, faults);
        if (resource.Reservations.Count == 0)
        {
            ValidateUnrefined(resource, faults);
        }
        else
        {
            ValidateStack(resource, faults);
            ValidateBothFormats(resource, faults);
        }

        if (resource.Shared is not null && resource.Name != "disk")
        {
            faults.Add($"Resource {resource.Name} cannot be shared");
        }
        else if (resource is { Shared: not null, Disk: null or { Persistence: null } })
        {
            faults.Add("Only persistent volumes can be shared");
        }

        return faults;
    }

    /// <summary>The launch path's common case, told without allocating: an unreserved positive scalar.</summary>
    private static bool IsPlain(Resource resource) =>
        resource is
        {
            Type: Value.Types.Type.Scalar, Scalar: { } scalar, Ranges: null, Set: null, Disk: null, Shared: null,
            Reservation: null, HasRole: false, Reservations.Count: 0, Name.Length: > 0,
        } && scalar.Value >= 0.001 && scalar.Value * FixedPoint.One < FixedPoint.Maximum;

    private static void ValidateValue(Resource resource, List<string> faults)
    {
        var (kind, fits) = resource.Type switch
        {
            Value.Types.Type.Scalar => ("scalar", resource is { Scalar: not null, Ranges: null, Set: null }),
            Value.Types.Type.Ranges => ("ranges", resource is { Scalar: null, Ranges: not null, Set: null }),
            Value.Types.Type.Set => ("set", resource is { Scalar: null, Ranges: null, Set: not null }),
            _ => ("", false),
        };
        if (kind.Length == 0)
        {
            faults.Add("Unsupported resource type");
        }
        else if (!fits)
        {
            faults.Add($"Invalid {kind} resource");
        }
        else if (resource.Scalar is { } scalar)
        {
            ValidateScalar(scalar.Value, faults);
        }
        else if (resource.Ranges is { } ranges)
        {
            ValidateRanges(ranges, faults);
        }
        else if (resource.Set is { } set && new HashSet<string>(set.Item, StringComparer.Ordinal).Count < set.Item.Count)
        {
            faults.Add("Invalid set resource: duplicated elements");
        }
    }

    private static void ValidateScalar(double value, List<string> faults)
    {
        if (!double.IsFinite(value))
        {
            faults.Add("Invalid scalar resource: value is not a finite number");
        }
        else if (value != 0 && FixedPoint.FromDouble(value) <= 0)
        {
            faults.Add("Invalid scalar resource: value <= 0");
        }
        else if (value * FixedPoint.One > FixedPoint.Maximum)
        {
            faults.Add($"Invalid scalar resource: value > {FixedPoint.ToText(FixedPoint.Maximum)}");
        }
    }

    private static void ValidateRanges(Value.Types.Ranges ranges, List<string> faults)
    {
        var sorted = new List<Value.Types.Range>(ranges.Range);
        if (sorted.Exists(static range => range.Begin > range.End))
        {
            faults.Add("Invalid ranges resource: begin > end");
            return;
        }

        sorted.Sort(static (left, right) => left.Begin.CompareTo(right.Begin));
        for (var index = 1; index < sorted.Count; index++)
        {
            if (sorted[index].Begin <= sorted[index - 1].End)
            {
                faults.Add("Invalid ranges resource: overlapping ranges");
                return;
            }
        }
    }

    private static void ValidateDisk(Resource resource, List<string> faults)
    {
        if (resource.Disk is null)
        {
            return;
        }

        if (resource.Name != "disk")
        {
            faults.Add($"DiskInfo should not be set for {resource.Name} resource");
        }

        if (resource.Disk.Source is not { } source)
        {
            return;
        }

        if (source.Type == SourceType.Unknown)
        {
            faults.Add("Unsupported 'DiskInfo.Source.Type'");
        }
        else if (source.Type is SourceType.Block or SourceType.Raw)
        {
            if (source.Mount is not null)
            {
                faults.Add($"Mount should not be set for {Upper(source.Type)} disk source");
            }

            if (source.Path is not null)
            {
                faults.Add($"Path should not be set for {Upper(source.Type)} disk source");
            }
        }
    }

    private static void ValidateUnrefined(Resource resource, List<string> faults)
    {
        faults.AddRange(RoleName.Validate(resource.Role));
        if (resource.Reservation is null)
        {
            return;
        }

        if (resource.Reservation.HasType)
        {
            faults.Add("'Resource.ReservationInfo.type' must not be set for the 'Resource.reservation' field");
        }

        if (resource.Reservation.HasRole)
        {
            faults.Add("'Resource.ReservationInfo.role' must not be set for the 'Resource.reservation' field");
        }

        if (resource.Role == RoleName.Any)
        {
            faults.Add("Invalid reservation: role \"*\" cannot be dynamically reserved");
        }
    }

    private static void ValidateStack(Resource resource, List<string> faults)
    {
        ReservationInfo? below = null;
        foreach (var reservation in resource.Reservations)
        {
            if (!reservation.HasType)
            {
                faults.Add("Invalid reservation: 'Resource.ReservationInfo.type' field must be set.");
            }
            else if (reservation.Type == ReservationType.Unknown)
            {
                faults.Add("Unsupported 'Resource.ReservationInfo.Type'");
            }

            if (!reservation.HasRole)
            {
                faults.Add("Invalid reservation: 'Resource.ReservationInfo.role' field must be set.");
            }
            else if (reservation.Role == RoleName.Any)
            {
                faults.Add("Invalid reservation: role \"*\" cannot be reserved");
            }
            else
            {
                faults.AddRange(RoleName.Validate(reservation.Role));
            }

            if (below is not null && reservation.Type == ReservationType.Static)
            {
                faults.Add("Invalid refined reservation: A refined reservation cannot be STATIC");
            }

            if (below is not null && !RoleName.IsStrictSubroleOf(reservation.Role, below.Role))
            {
                faults.Add($"Invalid refined reservation: role '{reservation.Role}' is not a refinement of '{below.Role}'");
            }

            below = reservation;
        }
    }

    /// <summary>The old fields may stand beside a single reservation when they say the same.</summary>
    private static void ValidateBothFormats(Resource resource, List<string> faults)
    {
        const string Format = "Invalid resource format: ";
        if (resource.Reservations.Count > 1)
        {
            const string Several = "must not be set if there is more than one reservation in 'Resource.reservations'";
            if (resource.HasRole)
            {
                faults.Add($"{Format}'Resource.role' {Several}");
            }

            if (resource.Reservation is not null)
            {
                faults.Add($"{Format}'Resource.reservation' {Several}");
            }

            return;
        }

        var only = resource.Reservations[0];
        if (resource.HasRole && resource.Role != only.Role)
        {
            faults.Add(
                $"{Format}'Resource.role' field with '{resource.Role}' does not match the role '{only.Role}' in " +
                "'Resource.reservations'");
        }

        if (only.Type == ReservationType.Static && resource.Reservation is not null)
        {
            faults.Add(
                $"{Format}'Resource.reservation' must not be set if the single reservation in 'Resource.reservations' is STATIC");
        }

        if (only.Type != ReservationType.Dynamic)
        {
            return;
        }

        if (resource.HasRole != resource.Reservation is not null)
        {
            faults.Add(
                $"{Format}'Resource.role' and 'Resource.reservation' must either be both set or both not set if the single " +
                "reservation in 'Resource.reservations' is DYNAMIC");
        }

        if (resource.Reservation is { } old && old.Principal != only.Principal)
        {
            faults.Add(
                $"{Format}'Resource.reservation.principal' field with '{old.Principal}' does not match the principal " +
                $"'{only.Principal}' in 'Resource.reservations'");
        }

        if (resource.Reservation is not null && !Equals(resource.Reservation.Labels, only.Labels))
        {
            faults.Add($"{Format}'Resource.reservation.labels' field does not match the labels in 'Resource.reservations'");
        }
    }

    private static string Upper(SourceType type) => type.ToString().ToUpperInvariant();

    private static string Describe(Resource resource) =>
        resource.Type switch
        {
            Value.Types.Type.Scalar => $"{resource.Name}:{resource.Scalar?.Value ?? 0}",
            Value.Types.Type.Ranges =>
                $"{resource.Name}:[{string.Join(", ", RangeTexts(resource))}]",
            Value.Types.Type.Set => $"{resource.Name}:{{{string.Join(", ", resource.Set?.Item ?? [])}}}",
            _ => resource.Name,
        };

    private static IEnumerable<string> RangeTexts(Resource resource)
    {
        foreach (var range in resource.Ranges?.Range ?? [])
        {
            yield return $"{range.Begin}-{range.End}";
        }
    }
}
