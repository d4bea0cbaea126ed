using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Mesos.V1;

namespace Tepui.Kernel.Maintenance;

/// <summary>A machine in the texts of refusals.</summary>
internal static class MachineText
{
    /// <summary><c>host (10.0.0.1)</c>, with what is given of it.</summary>
    public static string ForPeople(MachineID machine) => (machine.HasHostname, machine.HasIp) switch
    {
        (true, true) => $"{machine.Hostname} ({machine.Ip})",
        (true, false) => machine.Hostname,
        _ => $"({machine.Ip})",
    };

    /// <summary><c>{"hostname":"host","ip":"10.0.0.1"}</c>, with what is given of it.</summary>
    public static string AsJson(MachineID machine)
    {
        var text = new StringBuilder("{");
        if (machine.HasHostname)
        {
            text.Append("\"hostname\":").Append(Quoted(machine.Hostname));
        }

        if (machine.HasIp)
        {
            text.Append(text.Length > 1 ? "," : "").Append("\"ip\":").Append(Quoted(machine.Ip));
        }

        return text.Append('}').ToString();
    }

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
