using System.Collections.Generic;
using System.Linq;
using Spectre.Console;
using Spectre.Console.Rendering;
using Tepui.Miner.View;

namespace Tepui.Cli.Mine;

/// <summary>How things stand, drawn for a terminal: figures, tasks on their agents, blocks, and what was said last.</summary>
internal static class MinePicture
{
    private const int BlocksShown = 8;

    public static IRenderable Of(MineSnapshot? snapshot, IReadOnlyList<string> lines)
    {
        var parts = new List<IRenderable>();
        if (snapshot is not null)
        {
            parts.Add(Figures(snapshot));
            parts.Add(new Columns(Tasks(snapshot), Agents(snapshot)));
            if (snapshot.Blocks.Count > 0)
                parts.Add(Blocks(snapshot));
        }

        parts.Add(new Text(string.Join('\n', lines), new Style(Color.Grey)));
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
        var table = new Table().RoundedBorder().AddColumns("task", "on", "cpus", "state");
        foreach (var task in snapshot.Tasks)
            table.AddRow(Escaped(task.Id), Escaped(task.Host), $"{task.Cpus:0.##}", Escaped(task.State));
        return table;
    }

    private static Table Agents(MineSnapshot snapshot)
    {
        var table = new Table().RoundedBorder().AddColumns("agent", "cpus", "memory");
        foreach (var agent in snapshot.Agents)
            table.AddRow(Escaped(agent.Name), $"{agent.Cpus:0.##}", $"{agent.Memory:0} MB");
        return table;
    }

    private static Table Blocks(MineSnapshot snapshot)
    {
        var table = new Table().RoundedBorder().AddColumns("block", "hash", "worker", "after");
        foreach (var block in snapshot.Blocks.TakeLast(BlocksShown).Reverse())
            table.AddRow($"[yellow]{block.Height}[/]", Escaped(block.Hash), Escaped(block.Worker), Escaped(Quantity.Time(block.Took)));
        return table;
    }

    private static string Escaped(string text) => Markup.Escape(text);
}
