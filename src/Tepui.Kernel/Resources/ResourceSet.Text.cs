using System.Text;

namespace Tepui.Kernel.Resources;

/// <content>As people read it.</content>
public sealed partial class ResourceSet
{
    /// <summary>As Mesos writes it in logs and errors: <c>cpus:4; mem:1024</c>; nothing is <c>{}</c>.</summary>
    public override string ToString() => IsEmpty ? "{}" : string.Join("; ", _entries);

    /// <summary>The short form that <c>--resources</c> takes, allocations left out: <c>cpus:4;mem:1024;ports:[31000-32000]</c>.</summary>
    public string ToFlagText()
    {
        var text = new StringBuilder();
        foreach (ref readonly var entry in Span)
        {
            text.Append(text.Length > 0 ? ";" : "").Append(entry.Name);
            if (entry.Key.IsReserved)
            {
                text.Append('(').Append(entry.Key.ReservationRole).Append(')');
            }

            text.Append(':').Append(entry.ValueText.Replace(", ", ",", System.StringComparison.Ordinal));
        }

        return text.ToString();
    }
}
