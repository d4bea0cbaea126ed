using System;

namespace Tepui.ZooKeeper.Leaders;

/// <summary>Who leads, as ZooKeeper has it.</summary>
/// <param name="Node">The name of its node, e.g. "json.info_0000000012".</param>
/// <param name="Data">What it wrote there.</param>
/// <param name="Term">The transaction that made the node: of two leaders the later has the greater one.</param>
public sealed record Leader(string Node, byte[] Data, long Term)
{
    public bool Equals(Leader? other) =>
        other is not null && Term == other.Term && Node == other.Node && Data.AsSpan().SequenceEqual(other.Data);

    public override int GetHashCode() => HashCode.Combine(Term, Node);
}
