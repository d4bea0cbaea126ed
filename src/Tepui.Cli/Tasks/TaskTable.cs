using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace Tepui.Cli.Tasks;

/// <summary>Rows under headings, each column as wide as its widest, as the Mesos CLI prints them.</summary>
internal static class TaskTable
{
    private const int Gap = 2;

    public static void Write(TextWriter output, IReadOnlyList<string> headings, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var widths = headings.Select((heading, i) => Math.Max(heading.Length, rows.Select(row => row[i].Length).DefaultIfEmpty().Max())).ToArray();
        foreach (var row in rows.Prepend(headings))
        {
            var line = new StringBuilder();
            for (var i = 0; i < row.Count; i++)
                line.Append(row[i].PadRight(widths[i] + Gap));
            output.WriteLine(line.ToString().TrimEnd());
        }
    }
}
