using System;

namespace Tepui.ZooKeeper;

/// <summary>What ZooKeeper knows of a node.</summary>
/// <param name="CreatedZxid">The transaction that made it: of two nodes the later has the greater one, whatever happened in between.</param>
/// <param name="Version">Counts the changes of its data.</param>
/// <param name="EphemeralOwner">The session it goes with; 0 for none.</param>
public sealed record NodeStat(
    long CreatedZxid, long ModifiedZxid, DateTimeOffset Created, DateTimeOffset Modified, int Version, long EphemeralOwner, int DataLength, int Children);

/// <summary>A node's data.</summary>
public sealed record NodeData(byte[] Bytes, NodeStat Stat);
