namespace Tepui.Simulation.ZooKeeper;

/// <summary>A node of the tree.</summary>
/// <param name="Data">Never changed.</param>
/// <param name="Created">The transaction that made it.</param>
/// <param name="Owner">The session it goes with; 0 for none.</param>
public sealed record Node(byte[] Data, int Version, long Created, long Owner);
