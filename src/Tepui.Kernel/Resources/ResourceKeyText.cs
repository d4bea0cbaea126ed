using System.Text;
using Mesos.V1;
using DiskInfo = Mesos.V1.Resource.Types.DiskInfo;
using ReservationInfo = Mesos.V1.Resource.Types.ReservationInfo;

namespace Tepui.Kernel.Resources;

/// <summary>A resource without its quantity in Mesos's words, which people search their logs for.</summary>
internal static class ResourceKeyText
{
    public static string Write(ResourceKey key)
    {
        var text = new StringBuilder(key.Name);
        if (key.AllocationRole is not null)
        {
            text.Append("(allocated: ").Append(key.AllocationRole).Append(')');
        }

        if (key.IsReserved)
        {
            text.Append("(reservations: [");
            for (var index = 0; index < key.Reservations.Count; index++)
            {
                text.Append(index > 0 ? "," : "");
                Write(text, key.Reservations[index]);
            }

            text.Append("])");
        }

        if (key.Disk is not null)
        {
            text.Append('[');
            Write(text, key.Disk);
            text.Append(']');
        }

        return text.Append(key.IsRevocable ? "{REV}" : "").Append(key.IsShared ? "<SHARED>" : "").ToString();
    }

    private static void Write(StringBuilder text, ReservationInfo reservation)
    {
        text.Append('(').Append(reservation.Type.ToString().ToUpperInvariant()).Append(',').Append(reservation.Role);
        if (reservation.HasPrincipal)
        {
            text.Append(',').Append(reservation.Principal);
        }

        if (reservation.Labels is not null)
        {
            text.Append(",{");
            for (var index = 0; index < reservation.Labels.Labels_.Count; index++)
            {
                var label = reservation.Labels.Labels_[index];
                text.Append(index > 0 ? ", " : "").Append(label.Key).Append(label.HasValue ? ": " + label.Value : "");
            }

            text.Append('}');
        }

        text.Append(')');
    }

    private static void Write(StringBuilder text, DiskInfo disk)
    {
        if (disk.Source is { } source)
        {
            text.Append(source.Type.ToString().ToUpperInvariant());
            var root = source.Path?.Root ?? source.Mount?.Root ?? "";
            text.Append(source.HasId || source.HasProfile
                ? $"({source.Vendor},{source.Id},{source.Profile})"
                : root.Length > 0 ? ":" + root : "");
        }

        if (disk.Persistence is not null)
        {
            text.Append(disk.Source is not null ? "," : "").Append(disk.Persistence.Id);
        }

        if (disk.Volume is { } volume)
        {
            var mode = volume.Mode == Volume.Types.Mode.Rw ? ":rw" : ":ro";
            text.Append(':').Append(volume.HasHostPath ? $"{volume.HostPath}:{volume.ContainerPath}{mode}" : volume.ContainerPath);
        }
    }
}
