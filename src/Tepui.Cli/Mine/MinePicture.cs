using System;
using System.Collections.Generic;
using System.Linq;
using Spectre.Console;
using Spectre.Console.Rendering;
using Tepui.Miner.View;

namespace Tepui.Cli.Mine;

/// <summary>How things stand, drawn for a terminal: figures, tasks on their agents, blocks, and what was said last.</summary>
internal static class MinePicture
{
    private const int MostBlocks = 12;
    private const int LeastBlocks = 3;
    private const int LeastLines = 2;

    /// <summary>Rows that figures, borders and headings take.</summary>
    private const int FixedRows = 13;

    /// <param name="height">Rows of the terminal: of blocks and lines as many are shown as fit.</param>
    public static IRenderable Of(MineSnapshot? snapshot, IReadOnlyList<string> lines, int height)
    {
        var parts = new List<IRenderable>();
        if (snapshot is not null)
        {
            var free = height - FixedRows - Math.Max(snapshot.Agents.Count, snapshot.Tasks.Count);
            var linesShown = Math.Clamp(free / 3, LeastLines, Math.Max(LeastLines, lines.Count));
            lines = [.. lines.TakeLast(linesShown)];
            parts.Add(Figures(snapshot));
            parts.Add(new Columns(Tasks(snapshot), Agents(snapshot)));
            if (snapshot.Blocks.Count > 0)
                parts.Add(Blocks(snapshot, Math.Clamp(free - linesShown, LeastBlocks, MostBlocks)));
        }

        parts.AddRange(lines.Select(line => new Text(line, new Style(Color.Grey)) { Overflow = Overflow.Ellipsis }));
        return new Rows(parts);
    }

    private static Panel Figures(MineSnapshot snapshot)
    {
        var text = $"[bold green]{Escaped(Quantity.HashRate(snapshot.HashRate))}[/]   "
            + $"blocks [bold yellow]{snapshot.BlocksAccepted}[/]   height {snapshot.Height}   "
            + $"shares {snapshot.SharesAccepted} accepted, {snapshot.SharesRejected} rejected   {Escaped(Quantity.Time(snapshot.Elapsed))}";
        return new Panel(new Markup(text))
        {
            Header = new PanelHeader($" Tepui mines   master http://{Escaped(snapshot.Master)}/ "),
            Border = BoxBorder.Rounded,
            Expand = true,
        };
    }

    private static Table Tasks(MineSnapshot snapshot)
    {
        var table = new Table().RoundedBorder().AddColumns("task", "on", "state", "hash rate");
        foreach (var task in snapshot.Tasks)
        {
            var worker = snapshot.Workers.FirstOrDefault(worker => worker.Name == task.Id);
            var rate = worker is { HashRate: > 0 } ? Quantity.HashRate(worker.HashRate) : "";
            table.AddRow(Escaped(task.Id), Escaped(task.Host), worker is null ? Escaped(task.State) : "[green]mining[/]", rate);
        }

        return table;
    }

    private static Table Agents(MineSnapshot snapshot)
    {
        var table = new Table().RoundedBorder().AddColumns("agent", "cpus", "memory");
        foreach (var agent in snapshot.Agents)
            table.AddRow(Escaped(agent.Name), $"{agent.Cpus:0.##}", $"{agent.Memory:0} MB");
        return table;
    }

    private static Table Blocks(MineSnapshot snapshot, int count)
    {
        var table = new Table().RoundedBorder().AddColumns("block", "hash", "worker", "after");
        foreach (var block in snapshot.Blocks.TakeLast(count).Reverse())
            table.AddRow($"[yellow]{block.Height}[/]", Escaped(block.Hash), Escaped(block.Worker), Escaped(Quantity.Time(block.Took)));
        return table;
    }

    private static string Escaped(string text) => Markup.Escape(text);
}
