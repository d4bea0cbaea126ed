using Mesos.V1;
using ReservationInfo = Mesos.V1.Resource.Types.ReservationInfo;

namespace Tepui.Client.Schedulers;

/// <summary>
/// Resources from their parts. Each method leaves what it is called on as it is. Reservations are stacks, which frameworks with the
/// capability RESERVATION_REFINEMENT use.
/// </summary>
public static class ResourceDescriptions
{
    /// <summary>So much of <c>cpus</c>, <c>mem</c> (in MB), <c>disk</c> (in MB), <c>gpus</c>, or another scalar.</summary>
    public static Resource Of(string name, double amount) =>
        new() { Name = name, Type = Value.Types.Type.Scalar, Scalar = new Value.Types.Scalar { Value = amount } };

    /// <summary>Dynamically reserved for a role, on top of the reservations it has.</summary>
    /// <param name="principal">The framework's own, if it has one.</param>
    public static Resource ReservedFor(this Resource resource, string role, string? principal = null, Labels? labels = null)
    {
        var reservation = new ReservationInfo { Type = ReservationInfo.Types.Type.Dynamic, Role = role, Labels = labels };
        if (principal is not null)
        {
            reservation.Principal = principal;
        }

        Resource reserved = resource.Clone();
        reserved.Reservations.Add(reservation);
        return reserved;
    }

    /// <summary>A reserved disk as a persistent volume.</summary>
    /// <param name="id">Unique within the role on its agent.</param>
    /// <param name="containerPath">Where tasks find it, relative to their sandbox.</param>
    public static Resource AsVolume(this Resource disk, string id, string containerPath, string? principal = null)
    {
        Resource volume = disk.Clone();
        volume.Disk ??= new Resource.Types.DiskInfo();
        volume.Disk.Persistence = new Resource.Types.DiskInfo.Types.Persistence { Id = id };
        if (principal is not null)
        {
            volume.Disk.Persistence.Principal = principal;
        }

        volume.Disk.Volume = new Volume { ContainerPath = containerPath, Mode = Volume.Types.Mode.Rw };
        return volume;
    }
}
