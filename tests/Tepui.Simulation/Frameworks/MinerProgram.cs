using System;
using System.Threading;
using Mesos.V1;
using Tepui.Client.Schedulers;
using Tepui.Miner.Framework;
using Tepui.Miner.Framework.Stores;

namespace Tepui.Simulation.Frameworks;

/// <summary>The miner's own scheduler, with a state that outlives its runs. The server it starts answers after a while.</summary>
public sealed class MinerProgram : FrameworkProgram, IServerProbe
{
    private readonly MinerDisk _disk;
    private readonly MinerScheduler _scheduler;
    private readonly Random _random;

    public MinerProgram(SimulatedFramework process, MinerDisk disk, string role)
    {
        _disk = disk;
        _random = process.World.RandomFor($"probe of {process.Name} {process.Incarnation}");
        var options = new MinerOptions
        {
            Executable = "run",
            User = "miner",
            Role = role,
            RpcUser = "user",
            RpcPassword = "hush-hush",
            WorkerMemory = 32,
            ServerMemory = 32,
            RefuseTime = TimeSpan.FromSeconds(5),
            ProbeInterval = TimeSpan.FromSeconds(1),
        };
        _scheduler = new MinerScheduler(
            options, new MinerStore(process, disk, _random), this, process.Time, notice => process.World.Tell(process.Name, "tells", notice.ToString()));
    }

    public override Scheduler Scheduler => _scheduler;

    public override FrameworkInfo Framework() => _scheduler.Framework();

    /// <summary>As somebody does who moves the state away; the count goes on, so that checkers tell old tasks from new ones.</summary>
    public override void Forget() => _disk.State = MinerState.Empty with { Generation = _disk.State.Generation };

    public System.Threading.Tasks.Task<bool> AnswersAsync(ServerTask server, CancellationToken cancellation) =>
        System.Threading.Tasks.Task.FromResult(_random.Next(3) == 0);

    public override void Dispose()
    {
        _scheduler.Dispose();
        base.Dispose();
    }
}
