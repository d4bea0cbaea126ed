namespace Tepui.Miner.View;

/// <summary>What the miner's tasks run: a program on the agents' hosts, or Docker images.</summary>
/// <param name="ServerImage">Null for the program.</param>
/// <param name="WorkerImage">Null for the program.</param>
public sealed record MineProgram(string Executable, string? ServerImage = null, string? WorkerImage = null);
