using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace Tepui.Repository.Tests.Compatibility;

/// <summary>docs/COMPATIBILITY.md as it is read: tables of <c>item | state | shown by | note</c> under headings.</summary>
internal sealed partial class Ledger
{
    public const string Header = "| item | state | shown by | note |";

    private Ledger(IReadOnlyList<LedgerRow> rows, IReadOnlyList<string> faults)
    {
        Rows = rows;
        Faults = faults;
    }

    public static Ledger Current { get; } = Read(File.ReadAllLines(Testing.Repository.At("docs", "COMPATIBILITY.md")));

    public IReadOnlyList<LedgerRow> Rows { get; }

    /// <summary>Lines that are no row, in tables of rows.</summary>
    public IReadOnlyList<string> Faults { get; }

    public IReadOnlyList<LedgerRow> Of(string surface) => [.. Rows.Where(row => row.Surface == surface)];

    public static Ledger Read(IReadOnlyList<string> lines)
    {
        var rows = new List<LedgerRow>();
        var faults = new List<string>();
        string surface = "";
        bool inTable = false;
        for (int i = 0; i < lines.Count; i++)
        {
            string line = lines[i];
            if (line.StartsWith('#'))
            {
                surface = line.TrimStart('#').Trim();
            }

            if (!line.StartsWith('|') || line == Header)
            {
                inTable = line == Header;
                continue;
            }

            if (!inTable || line.StartsWith("|---", StringComparison.Ordinal))
            {
                continue;
            }

            string[] cells = [.. line.Trim('|').Split('|').Select(static cell => cell.Trim())];
            if (cells.Length != 4 || cells[1] is not ("yes" or "partly" or "no"))
            {
                faults.Add($"docs/COMPATIBILITY.md:{i + 1}: write it as '| `item` | yes, partly or no | `evidence`, ... | note |'");
                continue;
            }

            rows.Add(new(surface, cells[0].Trim('`'), cells[1], [.. Named().Matches(cells[2]).Select(static name => name.Groups[1].Value)], cells[3], i + 1));
        }

        return new(rows, faults);
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Named();
}
