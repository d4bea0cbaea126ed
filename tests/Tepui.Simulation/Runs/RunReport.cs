using System;
using System.Collections.Generic;
using Tepui.Simulation.Worlds;

namespace Tepui.Simulation.Runs;

/// <summary>What became of a seed.</summary>
/// <param name="Simulated">The world's time that went by.</param>
/// <param name="Steps">Things that happened.</param>
/// <param name="Fingerprint">Of the transcript: the same for the same seed and settings.</param>
/// <param name="Faults">How many of each kind.</param>
/// <param name="Violation">Null when all that must hold has held.</param>
public sealed record RunReport(
    long Seed,
    TimeSpan Simulated,
    long Steps,
    string Fingerprint,
    IReadOnlyDictionary<string, int> Faults,
    SimulationViolation? Violation);
