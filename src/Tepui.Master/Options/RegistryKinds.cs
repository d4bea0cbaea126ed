using System.Collections.Generic;

namespace Tepui.Master.Options;

/// <summary>What <c>--registry</c> may be.</summary>
public static class RegistryKinds
{
    public const string File = "file";
    public const string InMemory = "in_memory";
    public const string ReplicatedLog = "replicated_log";
    public const string ZooKeeper = "zookeeper";

    public static IReadOnlySet<string> All { get; } = new SortedSet<string>(System.StringComparer.Ordinal) { File, InMemory, ReplicatedLog, ZooKeeper };
}
