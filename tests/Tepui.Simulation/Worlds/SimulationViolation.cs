using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Tepui.Simulation.Worlds;

/// <summary>Something happened that must not: what, when, with which seed, and what happened before.</summary>
[SuppressMessage("Naming", "CA1710", Justification = "The field's own word.")]
public sealed class SimulationViolation : Exception
{
    public SimulationViolation()
    {
    }

    public SimulationViolation(string message)
        : base(message)
    {
    }

    public SimulationViolation(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    public SimulationViolation(string rule, string what, long seed, TimeSpan at, IEnumerable<string> lines, Exception? cause = null)
        : this(
            string.Create(CultureInfo.InvariantCulture, $"{rule}: {what}\n  seed {seed}, after {at:d\\.hh\\:mm\\:ss\\.fffffff}; before that:\n  ")
            + string.Join("\n  ", lines),
            cause)
    {
        Rule = rule;
        What = what;
        Seed = seed;
        At = at;
    }

    /// <summary>The checker that says so.</summary>
    public string Rule { get; } = "";

    public string What { get; } = "";

    public long Seed { get; }

    /// <summary>Since the world's beginning.</summary>
    public TimeSpan At { get; }
}
