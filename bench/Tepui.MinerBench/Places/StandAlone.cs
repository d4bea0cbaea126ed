using System.Threading.Tasks;

namespace Tepui.MinerBench.Places;

/// <summary>A worker that a person started.</summary>
internal sealed class StandAlone : IWorkerPlace
{
    public string Name => "stand-alone";

    public async Task<Reading> MeasureAsync(WorkerRun run)
    {
        await using var worker = ChildProgram.Start(run.Program, run.Arguments);
        return await WorkerWatch.MeasureAsync(run, () => worker.IsAlive, () => Task.FromResult(worker.Lines), []);
    }
}
