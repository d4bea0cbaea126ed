using System;
using System.Threading;
using Mesos.V1;
using Tepui.Client.Schedulers;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Miner.Framework;

/// <summary>Runs the miner's scheduler against a master.</summary>
public sealed class MinerFramework(MinerOptions options, TimeProvider time, Action<MinerNotice> notice)
{
    /// <summary>
    /// Runs until cancelled; then the framework is torn down and its tasks end. A scheduler that is killed instead leaves its
    /// tasks running, and finds them again.
    /// </summary>
    /// <exception cref="MinerException">The master refused the framework, or a file cannot be read or written.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        string? refusal = null;
        using var scheduler = new MinerScheduler(options, new ServerProbe(), time, happened =>
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

        await using var stopping = cancellation.Register(() => driver.Stop());
        var status = await driver.RunAsync(CancellationToken.None);
        if (status == Status.DriverAborted)
            throw new MinerException(
                $"the master at {options.Master} refused the framework: {refusal}. "
                + $"If the framework of {options.StateFile} has ended there, move that file away to start a new one.");
        scheduler.Forget();
    }
}
