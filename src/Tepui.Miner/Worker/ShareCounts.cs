namespace Tepui.Miner.Worker;

/// <summary>What became of the shares of a worker's whole life, over all its sessions.</summary>
internal sealed class ShareCounts
{
    public long Accepted { get; private set; }

    public long Rejected { get; private set; }

    /// <summary>Those with an answer.</summary>
    public long Answered => Accepted + Rejected;

    public void Add(bool isAccepted)
    {
        if (isAccepted)
            Accepted++;
        else
            Rejected++;
    }
}
