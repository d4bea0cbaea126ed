using System;
using System.Threading.Tasks;

namespace Tepui.MinerBench.Places;

/// <summary>Somewhere a worker can run: <c>tepui miner worker</c> by itself, as a task of a cluster, and what may come.</summary>
internal interface IWorkerPlace
{
    string Name { get; }

    /// <summary>Starts a worker there, takes a reading of its second window, and ends all that it started.</summary>
    Task<Reading> MeasureAsync(WorkerRun run);
}

/// <summary>The worker to start, the same in every place.</summary>
/// <param name="Program">The <c>tepui</c> program.</param>
/// <param name="Server">Host and port it mines for.</param>
/// <param name="Window">What a rate is measured over. One such window passes before, for the worker to get going.</param>
internal sealed record WorkerRun(string Program, string Server, int Threads, TimeSpan Window)
{
    public string[] Arguments =>
        ["miner", "worker", "-o", Server, "-t", $"{Threads}", FormattableString.Invariant($"--rate-interval={Window.TotalSeconds}")];
}
