using System;
using Tepui.Miner.Bitcoin;

namespace Tepui.Miner.Server;

/// <summary>A share that is a block: to be given to the node at once.</summary>
/// <param name="Data">Serialized, with witness.</param>
public sealed record FoundBlock(long Height, Hash256 Hash, string Worker, DateTimeOffset Found, byte[] Data, string? WorkId);
