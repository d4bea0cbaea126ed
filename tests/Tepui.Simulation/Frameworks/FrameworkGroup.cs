using System.Collections.Generic;

namespace Tepui.Simulation.Frameworks;

/// <summary>A framework: the scheduler that begins, and those that may take its place; each on a host of its own, one disk between them.</summary>
public sealed record FrameworkGroup(string Name, IReadOnlyList<SimulatedFramework> Schedulers);
