using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using Tepui.LoadBench.Clusters;

namespace Tepui.LoadBench.Masters;

/// <summary>What a benchmark found: a table for people, and JSON for programs.</summary>
/// <param name="name">Of the benchmark, with its shape.</param>
internal sealed class Figures(string name)
{
    private readonly List<(string What, string Unit, List<double> Rounds, string? Recorded)> _rows = [];

    /// <summary>Adds a reading of one round.</summary>
    /// <param name="recorded">What a peer did at another time, in words.</param>
    public void Add(string what, string unit, double value, string? recorded = null)
    {
        var row = _rows.Find(row => row.What == what);
        if (row.Rounds is null)
            _rows.Add((what, unit, [value], recorded));
        else
            row.Rounds.Add(value);
    }

    public void Print(string? jsonFile)
    {
        Console.Out.WriteLine($"{name}; load {ProcessorTime.Load()}, {Environment.ProcessorCount} processors");
        Console.Out.WriteLine($"  {"",-48} {"best",10} {"median",10}  unit");
        foreach (var (what, unit, rounds, recorded) in _rows)
        {
            var sorted = rounds.Order().ToList();
            var best = unit is "1/s" or "x" ? sorted[^1] : sorted[0];
            Console.Out.WriteLine($"  {what,-48} {Text(best),10} {Text(sorted[sorted.Count / 2]),10}  {unit}{(recorded is null ? "" : $"   recorded: {recorded}")}");
        }

        if (jsonFile is not null)
            File.WriteAllText(jsonFile, Json());
    }

    private static string Text(double value) => value.ToString(value < 10 ? "F2" : "F1", CultureInfo.InvariantCulture);

    private string Json() => JsonSerializer.Serialize(new
    {
        name,
        load = ProcessorTime.Load(),
        processors = Environment.ProcessorCount,
        figures = _rows.Select(row => new { what = row.What, unit = row.Unit, rounds = row.Rounds, recorded = row.Recorded }),
    });
}
