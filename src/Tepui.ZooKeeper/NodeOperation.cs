using System;

namespace Tepui.ZooKeeper;

/// <summary>One of several changes that are made together.</summary>
public abstract record NodeOperation(string Path)
{
    public sealed record Create(string Path, ReadOnlyMemory<byte> Data, NodeKind Kind) : NodeOperation(Path);

    public sealed record Set(string Path, ReadOnlyMemory<byte> Data, int Version = -1) : NodeOperation(Path);

    public sealed record Delete(string Path, int Version = -1) : NodeOperation(Path);

    /// <summary>Changes nothing; the others are done only when the node has this version.</summary>
    public sealed record Check(string Path, int Version) : NodeOperation(Path);
}
