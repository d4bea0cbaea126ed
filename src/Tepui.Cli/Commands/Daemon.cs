using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Agent.Hosting;
using Tepui.Client;
using Tepui.Http.Hosting;
using Tepui.Master.Registrars;
using Tepui.Miner;

namespace Tepui.Cli.Commands;

/// <summary>Runs a command's work and tells what a person must put right in one line; the exit status is 1 then.</summary>
internal static class Daemon
{
    /// <summary>EX_SOFTWARE of sysexits.h: a fault of Tepui's own.</summary>
    private const int OwnFault = 70;

    public static async Task<int> RunAsync(string command, Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception fault) when (fault is ListenException or RegistryException or AgentStartException or MesosException
            or MinerException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"tepui {command}: {fault.Message}");
            return 1;
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
        catch (Exception fault)
        {
            await Console.Error.WriteLineAsync($"tepui {command}: this is a fault of Tepui's own: {fault.GetType().Name}: {fault.Message}");
            return OwnFault;
        }
    }

    /// <summary>Completes when the token is cancelled.</summary>
    public static Task UntilAsync(CancellationToken stop)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        stop.Register(stopped.SetResult);
        _ = IdleMemory.WatchAsync(stop);
        return stopped.Task;
    }
}
