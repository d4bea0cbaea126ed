using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Miner.Hashing;

namespace Tepui.Miner.Worker;

/// <summary><c>tepui miner worker</c>, with cpuminer's own command line.</summary>
public static class WorkerCommand
{
    /// <summary>EX_USAGE of sysexits.h.</summary>
    public const int UsageExitCode = 64;

    /// <returns>The exit code: 0 when cancelled, 1 after giving up, 64 for a wrong command line.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> arguments, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        if (WorkerArguments.AsksForHelp(arguments))
        {
            await output.WriteLineAsync(WorkerArguments.Help);
            return 0;
        }

        if (WorkerArguments.AsksForVersion(arguments))
        {
            await output.WriteLineAsync($"tepui miner worker ({WorkerSession.UserAgent})");
            return 0;
        }

        var (options, faults, notices) = WorkerArguments.Parse(arguments);
        if (options is null)
        {
            foreach (var fault in faults)
                await error.WriteLineAsync($"tepui miner worker: {fault}");
            await error.WriteLineAsync("See tepui miner worker --help.");
            return UsageExitCode;
        }

        foreach (var notice in notices)
            await error.WriteLineAsync($"tepui miner worker: {notice}");
        var time = TimeProvider.System;
        var worker = new MinerWorker(options, NonceScanner.Fastest, MinerWorker.ConnectTcpAsync, time, new LineLogger(output, time));
        return await worker.RunAsync(cancellation) ? 0 : 1;
    }
}
