using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Tepui.Simulation.Runs;

/// <summary>What many seeds came to.</summary>
public sealed class RunTally
{
    private readonly SortedDictionary<string, int> _faults = new(StringComparer.Ordinal);
    private TimeSpan _simulated;
    private long _steps;

    public int Seeds { get; private set; }

    public int Violations { get; private set; }

    public void Add(RunReport report)
    {
        Seeds++;
        Violations += report.Violation is null ? 0 : 1;
        _simulated += report.Simulated;
        _steps += report.Steps;
        foreach (var (kind, count) in report.Faults)
        {
            _faults[kind] = _faults.GetValueOrDefault(kind) + count;
        }
    }

    public void Tell(TextWriter output, TimeSpan wall)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Seeds} seeds, {_simulated.TotalHours:0.0} simulated hours in {wall.TotalMinutes:0.00} minutes ({_simulated.TotalHours / wall.TotalMinutes:0.0} hours a minute), {_steps} steps, {_faults.Values.Sum()} faults, {Violations} violations"));
        foreach (var (kind, count) in _faults)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {count,7} {kind}"));
        }
    }
}
