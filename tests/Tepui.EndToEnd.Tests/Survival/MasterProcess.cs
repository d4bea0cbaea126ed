using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using Tepui.EndToEnd.Tests.Harness;

namespace Tepui.EndToEnd.Tests.Survival;

/// <summary>One of the masters: its place, and the process that is there now.</summary>
internal sealed partial class MasterProcess(int number, string address, int port)
{
    public int Number => number;

    public string Url => $"http://{address}:{port}";

    public string Address => address;

    public int Port => port;

    public RunningProgram Program { get; set; } = null!;

    /// <summary>The term it was elected for; null while it stands by, and when it has ended.</summary>
    public long? Term => Program.HasExited ? null : ElectedTerm;

    /// <summary>The same, also of one that has ended.</summary>
    public long? ElectedTerm => Program.Lines.Select(line => Elected().Match(line)).LastOrDefault(match => match.Success) is { } match
        ? long.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
        : null;

    public override string ToString() => $"master {number}";

    [GeneratedRegex(@"Elected the leading master: \S+, term (\d+)")]
    private static partial Regex Elected();
}
