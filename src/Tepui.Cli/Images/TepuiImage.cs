using System.Collections.Generic;

namespace Tepui.Cli.Images;

/// <summary>An image of ours: all hold the same program and differ in what they start.</summary>
/// <param name="Name">With its tag.</param>
/// <param name="EntryPoint">What a container's arguments follow.</param>
/// <param name="Environment">As NAME=value.</param>
/// <param name="HasTools">Holds a shell and the tools of its own that agents need for tasks.</param>
/// <param name="HasZooKeeper">Holds Java and ZooKeeper.</param>
internal sealed record TepuiImage(
    string Name, IReadOnlyList<string> EntryPoint, IReadOnlyList<string> Environment, bool HasTools, bool HasZooKeeper = false)
{
    /// <summary>The mining server, which takes p2pool's arguments.</summary>
    public const string ServerName = "tepui-miner-server:latest";

    /// <summary>The mining worker, which takes cpuminer's arguments.</summary>
    public const string WorkerName = "tepui-miner-worker:latest";

    /// <summary>The whole program: master, agent and the rest.</summary>
    public const string ProgramName = "tepui:latest";

    /// <summary>All that <c>tepui node</c> runs.</summary>
    public const string NodeName = "tepui-node:latest";

    public static TepuiImage Node { get; } =
        new(NodeName, [ProgramFiles.Program, "node"], ProgramFiles.Environment, HasTools: true, HasZooKeeper: true);

    /// <summary>Those that take nothing but the program.</summary>
    public static IReadOnlyList<TepuiImage> All { get; } =
    [
        // Who starts p2pool says nothing of addresses: in a container of its own, all are the container's.
        new(ServerName, [ProgramFiles.Program, "miner", "server"], [.. ProgramFiles.Environment, "MESOS_IP=0.0.0.0"], HasTools: false),
        new(WorkerName, [ProgramFiles.Program, "miner", "worker"], ProgramFiles.Environment, HasTools: false),
        new(ProgramName, [ProgramFiles.Program], ProgramFiles.Environment, HasTools: true),
    ];
}
