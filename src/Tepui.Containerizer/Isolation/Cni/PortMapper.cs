using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Isolation.Cni;

/// <summary>
/// What Mesos's own plug-in mesos-cni-port-mapper does (docs/cni.md, "A port-mapper plugin for CNI networks"): another plug-in joins the
/// network, and each port mapping becomes a DNAT rule in a chain of the operator's name. It is done here where the folders of plug-ins
/// have no program of that name.
/// </summary>
internal sealed class PortMapper(Plugins plugins)
{
    public const string Type = "mesos-cni-port-mapper";

    private const string Program = "iptables";

    public async Task<JsonObject> CallAsync(string command, PluginCall call, JsonObject input, CancellationToken cancellation)
    {
        string chain = NetworkConfiguration.Text(input, "chain") ?? throw Fault(command, call, "needs 'chain', the name of a chain of iptables");
        if (input["delegate"] is not JsonObject described || NetworkConfiguration.Text(described, "type") is null)
            throw Fault(command, call, "needs 'delegate', the configuration of the plug-in that joins the network");
        var inner = (JsonObject)described.DeepClone();
        foreach (string member in (string[])["name", "cniVersion", "args", "prevResult"])
        {
            if (input[member] is { } value && (member != "cniVersion" || inner[member] is null))
                inner[member] = value.DeepClone();
        }

        if (command == Plugins.Delete)
        {
            await RemoveAsync(chain, call, cancellation);
            return await plugins.CallAsync(command, call, inner, cancellation);
        }

        JsonObject result = await plugins.CallAsync(command, call, inner, cancellation);
        NetworkInfo info = PluginInput.FromJson((JsonObject)input["args"]![PluginInput.MesosArguments]!["network_info"]!);
        if (info.PortMappings.Count == 0)
            return result;
        IPAddress address = new PluginResult(result).Version4
            ?? throw Fault(command, call, "can map ports to an IPv4 address only, and the network gave none");
        await EnsureChainAsync(chain, call, cancellation);
        foreach (NetworkInfo.Types.PortMapping mapping in info.PortMappings)
            await RunAsync(command, call, ["-A", chain, .. Rule(input, call, address, mapping)], cancellation);
        return result;
    }

    private static string Tag(PluginCall call) => "container_id: " + call.ContainerId;

    private static string[] Rule(JsonObject input, PluginCall call, IPAddress address, NetworkInfo.Types.PortMapping mapping)
    {
        IEnumerable<string> excluded = (input["excludeDevices"] as JsonArray ?? []).OfType<JsonValue>()
            .Select(value => value.TryGetValue(out string? name) ? name : null).OfType<string>();

        // Only one can be excluded by a rule; of several Mesos takes the last.
        string[] devices = excluded.LastOrDefault() is { } device ? ["!", "-i", device] : [];
        string protocol = PluginInput.Protocol(mapping);
        return
        [
            .. devices, "-p", protocol, "-m", protocol, "--dport", mapping.HostPort.ToString(CultureInfo.InvariantCulture),
            "-j", "DNAT", "--to-destination", string.Create(CultureInfo.InvariantCulture, $"{address}:{mapping.ContainerPort}"),
            "-m", "comment", "--comment", Tag(call),
        ];
    }

    private static ContainerLaunchException Fault(string command, PluginCall call, string problem) =>
        new($"{Plugins.Prefix(command, call)}: {Type} {problem}");

    private static async Task<string> RunAsync(
        string command, PluginCall call, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        (int status, string output, string errors) = await TryAsync(arguments, cancellation);
        return status == 0 ? output : throw Fault(command, call, $"cannot change iptables: {errors.ReplaceLineEndings(" ").Trim()}");
    }

    private static async Task<(int Status, string Output, string Errors)> TryAsync(
        IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        // By a shell, which finds it in the PATH that plug-ins have.
        string[] all = ["-c", $"exec {Program} -w -t nat \"$@\"", Program, .. arguments];
        return await PluginProgram.RunAsync("/bin/sh", all, [], "", cancellation);
    }

    /// <summary>The chain that packets to addresses of this host are sent through.</summary>
    private static async Task EnsureChainAsync(string chain, PluginCall call, CancellationToken cancellation)
    {
        if ((await TryAsync(["-n", "--list", chain], cancellation)).Status == 0)
            return;
        _ = await TryAsync(["-N", chain], cancellation);
        string[] local = ["-m", "addrtype", "--dst-type", "LOCAL", "-j", chain];
        _ = await RunAsync(Plugins.Add, call, ["-A", "PREROUTING", .. local], cancellation);
        _ = await RunAsync(Plugins.Add, call, ["-A", "OUTPUT", "!", "-d", "127.0.0.0/8", .. local], cancellation);
    }

    /// <summary>All rules of the container, found by their comment: which address it had is not known in the end.</summary>
    private static async Task RemoveAsync(string chain, PluginCall call, CancellationToken cancellation)
    {
        (int status, string rules, _) = await TryAsync(["-S", chain], cancellation);
        if (status != 0)
            return;
        foreach (string rule in rules.Split('\n'))
        {
            string[] words = Words(rule);
            if (words is ["-A", ..] && words.Contains(Tag(call)))
                _ = await RunAsync(Plugins.Delete, call, ["-D", .. words[1..]], cancellation);
        }
    }

    /// <summary>A rule as iptables writes it: with quotes around what has spaces, and a backslash before a quote in it.</summary>
    private static string[] Words(string rule)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        bool quoted = false;
        bool any = false;
        for (int i = 0; i < rule.Length; i++)
        {
            char c = rule[i];
            if (c == '"')
            {
                quoted = !quoted;
                any = true;
            }
            else if (c == ' ' && !quoted)
            {
                if (any)
                    words.Add(word.ToString());
                word.Clear();
                any = false;
            }
            else
            {
                word.Append(c == '\\' && i + 1 < rule.Length ? rule[++i] : c);
                any = true;
            }
        }

        if (any)
            words.Add(word.ToString());
        return [.. words];
    }
}
