using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using Tepui.Miner.Bitcoin;

namespace Tepui.Miner.DevelopmentNode;

/// <summary>
/// The blocks of a development network, in memory: regtest's genesis and subsidy, segwit from the first block, and a difficulty
/// of its own. One caller at a time.
/// </summary>
public sealed class DevelopmentChain
{
    /// <summary>Regtest's easiest target.</summary>
    public const uint EasiestBits = 0x207fffff;

    /// <summary>In satoshis; halves each 150 blocks, as regtest's does.</summary>
    public const long FirstSubsidy = 50_0000_0000;

    private const int HalvingInterval = 150;
    private const int MedianBlocks = 11;
    private readonly DevelopmentDifficulty _difficulty;
    private readonly TimeProvider _time;
    private readonly List<ChainEntry> _entries = [];
    private readonly Dictionary<Hash256, ChainEntry> _byHash = [];
    private long _lastBlockAt;

    public DevelopmentChain(DevelopmentDifficulty difficulty, TimeProvider time)
    {
        (_difficulty, _time) = (difficulty, time);
        Append(DevelopmentGenesis.Block, DevelopmentGenesis.Block.Serialize());
        _lastBlockAt = time.GetTimestamp();
    }

    public ChainEntry Tip => _entries[^1];

    public uint NextBits => _difficulty.Bits(Waited);

    /// <summary>How long until the next block becomes easier, if none is found; null when it will not.</summary>
    public TimeSpan? NextEasing => _difficulty.NextEasing(Waited);

    public double HashesPerSecond => _difficulty.HashesPerSecond;

    /// <summary>Now, in seconds since 1970.</summary>
    public uint Now => (uint)_time.GetUtcNow().ToUnixTimeSeconds();

    private TimeSpan Waited => _time.GetElapsedTime(_lastBlockAt);

    /// <summary>Whether a block on the tip may have these bits.</summary>
    public bool Allows(uint bits) => _difficulty.Allows(bits, Waited);

    public ChainEntry? At(long height) => height >= 0 && height < _entries.Count ? _entries[(int)height] : null;

    public ChainEntry? Find(Hash256 hash) => _byHash.GetValueOrDefault(hash);

    public static long Subsidy(long height) =>
        height / HalvingInterval >= 64 ? 0 : FirstSubsidy >> (int)(height / HalvingInterval);

    /// <summary>Null when the block is the new tip; else the reason against it, in Bitcoin Core's words.</summary>
    public string? Submit(Block block, byte[] data)
    {
        if (_byHash.ContainsKey(block.Hash))
            return "duplicate";
        if (BlockRules.Refusal(block, this) is { } reason)
            return reason;
        _difficulty.BlockFound(block.Header.Bits, Waited);
        _lastBlockAt = _time.GetTimestamp();
        Append(block, data);
        return null;
    }

    private void Append(Block block, byte[] data)
    {
        var times = _entries.TakeLast(MedianBlocks - 1).Select(entry => entry.Block.Header.Time).Append(block.Header.Time).Order().ToArray();
        var work = _entries.Count == 0 ? BigInteger.Zero : Tip.Work;
        work += (BigInteger.One << 256) / (Target.FromCompact(block.Header.Bits).ToNumber() + 1);
        var entry = new ChainEntry(_entries.Count, block.Hash, block, data, times[times.Length / 2], work);
        _entries.Add(entry);
        _byHash.Add(entry.Hash, entry);
    }
}
