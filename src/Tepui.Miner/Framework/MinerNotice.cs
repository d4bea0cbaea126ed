using Tepui.Miner.Framework.Stores;

namespace Tepui.Miner.Framework;

/// <summary>Something the scheduler did or saw that people may want to know.</summary>
public abstract record MinerNotice
{
    public sealed record Subscribed(string FrameworkId, bool Again) : MinerNotice;

    public sealed record MasterLost(string Why) : MinerNotice;

    public sealed record Refused(string Message) : MinerNotice;

    public sealed record ServerStarting(ServerTask Server) : MinerNotice;

    public sealed record ServerAnswers(ServerTask Server) : MinerNotice;

    public sealed record ServerEnded(ServerTask Server, string Why) : MinerNotice;

    public sealed record WorkerStarting(string TaskId, string Host, double Cpus) : MinerNotice;

    public sealed record WorkerRunning(string TaskId) : MinerNotice;

    public sealed record WorkerEnded(string TaskId, string Why) : MinerNotice;

    /// <param name="Leader">Which other one leads; null while nobody does.</param>
    public sealed record StandingBy(string? Leader) : MinerNotice;

    /// <param name="FrameworkId">Of the framework it takes over; null for a new one.</param>
    public sealed record Leads(string? FrameworkId) : MinerNotice;

    public sealed record Deposed(string Why) : MinerNotice;

    public sealed record ElectionTrouble(string Why) : MinerNotice;
}
