using System.Numerics;
using Tepui.Miner.Bitcoin;

namespace Tepui.Miner.DevelopmentNode;

/// <summary>A block in its place in the chain.</summary>
/// <param name="MedianTime">Of this block and the ten before it: the next block must be later (BIP 113).</param>
/// <param name="Work">All hashes that the chain up to here stands for.</param>
public sealed record ChainEntry(long Height, Hash256 Hash, Block Block, byte[] Data, uint MedianTime, BigInteger Work);
