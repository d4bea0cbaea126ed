using System;
using System.Collections.Generic;
using Tepui.Runtime.Flags;

namespace Tepui.Miner.View;

/// <summary>The flags of <c>tepui mine</c> that concern mining; the cluster around it has its own.</summary>
public sealed class MineOptions : IFlags
{
    [Flag("blocks", "End after this many accepted blocks; 0 goes on until Ctrl-C.", Value = "COUNT")]
    public long Blocks { get; set; }

    [Flag("payout_address", "Where mined coins go; without it, a new address of the development node.", Value = "ADDRESS")]
    public string? PayoutAddress { get; set; }

    [Flag("first_block", "The first block is as hard as takes this long on average.", Value = "TIME")]
    public TimeSpan FirstBlock { get; set; } = TimeSpan.FromSeconds(1.5);

    [Flag("block_interval", "Every later block is as hard as takes this long.", Value = "TIME")]
    public TimeSpan BlockInterval { get; set; } = TimeSpan.FromSeconds(4);

    [Flag("docker", "Run the server and the workers as Docker containers; their images are made here, with no registry.")]
    public bool Docker { get; set; }

    public IEnumerable<string> Faults()
    {
        if (Blocks < 0)
            yield return "--blocks: must not be negative";
        if (FirstBlock <= TimeSpan.Zero)
            yield return "--first_block: must be longer than zero";
        if (BlockInterval <= TimeSpan.Zero)
            yield return "--block_interval: must be longer than zero";
    }
}
