using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace Tepui.Containerizer.Isolation.PortMapping;

/// <summary>
/// The priorities of a container's filters on the host's interfaces, made of its first ephemeral port: all of a priority are removed at
/// once, and whose they are is known without asking anybody. Filters on ports have two, of which one is in use, so that they can be
/// replaced without a moment in which there are none. ICMP comes before ports, for where they have ports it has a checksum.
/// </summary>
internal static partial class FilterPriorities
{
    private const int Slots = PortBlock.Ports / EphemeralPorts.Fewest;
    private const int AddressBand = Slots;
    private const int ControlBand = 2 * Slots;
    private const int PortBand = 3 * Slots;

    /// <summary>ARP, mirrored to every container.</summary>
    public static int Addresses(int firstPort) => AddressBand + (firstPort / EphemeralPorts.Fewest);

    /// <summary>ICMP, mirrored to every container.</summary>
    public static int Control(int firstPort) => ControlBand + (firstPort / EphemeralPorts.Fewest);

    /// <param name="turn">0 or 1.</param>
    public static int Ports(int firstPort, int turn) => PortBand + (firstPort / EphemeralPorts.Fewest * 2) + turn;

    /// <summary>The first ephemeral ports of containers that have filters, of what <c>tc filter show</c> writes.</summary>
    public static IEnumerable<int> OwnersIn(string filters) =>
        All(filters).Select(OwnerOf).OfType<int>().Distinct();

    /// <summary>Which turns of a container's filters on ports are there.</summary>
    public static IReadOnlyList<int> TurnsIn(string filters, int firstPort) =>
        [.. All(filters).Select(priority => priority - Ports(firstPort, 0)).Where(turn => turn is 0 or 1).Distinct()];

    private static IEnumerable<int> All(string filters) =>
        Priority().Matches(filters).Select(match => int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture));

    private static int? OwnerOf(int priority) => priority switch
    {
        < AddressBand => null,
        < PortBand => priority % Slots * EphemeralPorts.Fewest,
        < PortBand + (2 * Slots) => (priority - PortBand) / 2 * EphemeralPorts.Fewest,
        _ => null,
    };

    [GeneratedRegex(@"\bpref (?<number>[0-9]{1,5})\b", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Priority();
}
