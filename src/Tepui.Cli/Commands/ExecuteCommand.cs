using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Cli.Execute;
using Tepui.Cli.Flags;
using Tepui.Client;
using Tepui.Client.Masters;
using Tepui.Client.Schedulers;
using Tepui.Protocol.Codecs;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Cli.Commands;

/// <summary><c>tepui execute</c>: mesos-execute. Its exit status is the command's.</summary>
internal static class ExecuteCommand
{
    private const int Interrupted = 130;

    // After a kill: the task's own grace period, and time for its last status to come.
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(10);

    public static Command Create() => FlagCommand.Create<ExecuteFlags>(
        "execute",
        "Runs a command on the cluster, prints what it writes as it comes, and exits with its status (128 + n for signal n).",
        new Argument<string[]>("arguments") { Description = "The program's arguments with --no-shell.", Arity = ArgumentArity.ZeroOrMore },
        (flags, arguments) => flags.Faults(arguments),
        (flags, arguments, stop) => Daemon.RunAsync("execute", () => RunAsync(flags, arguments, stop)));

    private static async Task<int> RunAsync(ExecuteFlags flags, IReadOnlyList<string> arguments, CancellationToken stop)
    {
        var work = Work(flags, arguments);
        await using var wait = new OfferWait(MasterLocation.Parse(flags.Master).ToString(), flags.Role, work.Needed, Console.Error, TimeProvider.System);
        var scheduler = new ExecuteScheduler(work, Console.Error, wait);
        var driver = new SchedulerDriver(scheduler, Framework(flags), new SchedulerDriverOptions
        {
            Masters = [flags.Master],
            Credential = flags.ToCredential(),
            Encoding = flags.ContentType == "json" ? MessageEncoding.Json : MessageEncoding.Protobuf,
        });
        var running = driver.RunAsync(CancellationToken.None);
        try
        {
            return await FollowAsync(flags, work, scheduler, driver, stop);
        }
        finally
        {
            driver.Stop();
            await running;
        }
    }

    private static ExecuteWork Work(ExecuteFlags flags, IReadOnlyList<string> arguments) => flags.TaskGroup is { } group
        ? ExecuteWork.Of(TaskGroupText.Read(group).Group!)
        : ExecuteWork.Of(
            new TaskInfo
            {
                Name = flags.Name,
                TaskId = new TaskID { Value = flags.Name },
                Command = flags.ToCommand(arguments),
                Container = flags.ToContainer(),
            },
            flags.ToResources());

    private static async Task<int> FollowAsync(
        ExecuteFlags flags, ExecuteWork work, ExecuteScheduler scheduler, SchedulerDriver driver, CancellationToken stop)
    {
        var stopped = Daemon.UntilAsync(stop);
        if (await Task.WhenAny(scheduler.Launched, scheduler.Ended, stopped) == stopped)
            return Interrupted;
        if (scheduler.Ended.IsFaulted)
            await scheduler.Ended;
        var offer = await scheduler.Launched;
        using var abandoned = new CancellationTokenSource();
        var output = SandboxOutput.FollowAsync(
            new Uri($"http://{offer.Url.Address.Ip}:{offer.Url.Address.Port}"),
            scheduler.FrameworkId!.Value,
            work,
            () => scheduler.Ended.IsCompleted,
            abandoned.Token);

        var late = flags.KillAfter is { } after ? Task.Delay(after, TimeProvider.System, stop) : stopped;
        var first = await Task.WhenAny(scheduler.Ended, stopped, late);
        if (first != scheduler.Ended)
        {
            foreach (var task in work.Tasks)
                driver.KillTask(task.TaskId);
            await Task.WhenAny(scheduler.Ended, Task.Delay(KillPatience, TimeProvider.System, CancellationToken.None));
        }

        if (!scheduler.Ended.IsCompleted)
        {
            await abandoned.CancelAsync();
            return Interrupted;
        }

        await ReportLostOutputAsync(output);
        return stop.IsCancellationRequested ? Interrupted : ExitStatus.Of(await scheduler.Ended);
    }

    /// <summary>The command's status counts, even where its output cannot be read any more.</summary>
    private static async Task ReportLostOutputAsync(Task output)
    {
        try
        {
            await output;
        }
        catch (MesosException fault)
        {
            await Console.Error.WriteLineAsync($"tepui execute: the output could not be read: {fault.Message}");
        }
    }

    private static FrameworkInfo Framework(ExecuteFlags flags)
    {
        var framework = new FrameworkInfo { User = flags.User, Name = $"tepui execute {flags.Name}" };
        framework.Roles.Add(flags.Role);
        framework.Capabilities.Add(new FrameworkInfo.Types.Capability { Type = FrameworkInfo.Types.Capability.Types.Type.MultiRole });
        if (flags.Principal is { } principal)
            framework.Principal = principal;
        return framework;
    }
}
