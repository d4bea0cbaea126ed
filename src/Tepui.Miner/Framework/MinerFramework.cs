using System;
using System.Threading;
using Mesos.V1;
using Microsoft.Extensions.Logging.Abstractions;
using Tepui.Client.Schedulers;
using Tepui.Miner.Framework.Stores;
using Tepui.ZooKeeper;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Miner.Framework;

/// <summary>Runs the miner's scheduler against a master.</summary>
public sealed class MinerFramework(MinerOptions options, TimeProvider time, Action<MinerNotice> notice)
{
    /// <summary>
    /// Runs until cancelled; then the framework is torn down and its tasks end, or with <see cref="MinerOptions.HighAvailability"/>
    /// left to the next miner. A scheduler that is killed instead leaves its tasks running, and finds them again.
    /// </summary>
    /// <exception cref="MinerException">The master refused the framework, or what is kept cannot be read or written.</exception>
    public Task RunAsync(CancellationToken cancellation)
    {
        if (!options.HighAvailability)
            return RunAsync(new MinerFileStore(options.StateFile), leaveTasks: false, cancellation);
        var url = options.Ensemble!;
        return new MinerStandby(
            url.At("tepui_miner"), options.FrameworkName,
            () => ZooKeeperClient.Open(url, options.ZooKeeperSessionTimeout, time, NullLogger.Instance),
            (store, until) => RunAsync(store, leaveTasks: true, until), time, notice).RunAsync(cancellation);
    }

    private async Task RunAsync(IMinerStore store, bool leaveTasks, CancellationToken cancellation)
    {
        string? refusal = null;
        using var scheduler = new MinerScheduler(options, store, new ServerProbe(), time, happened =>
        {
            refusal = (happened as MinerNotice.Refused)?.Message ?? refusal;
            notice(happened);
        });
        SchedulerDriver driver;
        try
        {
            driver = new SchedulerDriver(scheduler, scheduler.Framework(), new SchedulerDriverOptions
            {
                Masters = [options.Master],
                Credential = options.ReadCredential(),
                Time = time,
            });
        }
        catch (FormatException fault)
        {
            throw new MinerException($"--master: {fault.Message}");
        }

        await using var stopping = cancellation.Register(() => driver.Stop(failover: leaveTasks));
        var status = await driver.RunAsync(CancellationToken.None);
        if (status == Status.DriverAborted)
        {
            throw new MinerException(
                $"the master at {ZooKeeperUrl.Redact(options.Master)} refused the framework: {refusal}. If the framework of {store} has ended there, "
                + "move that away to start a new one.");
        }

        if (!leaveTasks)
            scheduler.Forget();
    }
}
