using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Cli.Flags;
using Tepui.Cli.Tasks;
using Tepui.Client;
using Tepui.Client.Masters;
using Tepui.Client.Operators;
using Tepui.Kernel;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Cli.Commands;

/// <summary><c>tepui task ...</c>: the Mesos CLI's commands for running tasks.</summary>
internal static class TaskCommand
{
    private const int Interrupted = 130;
    private const int SignalBase = 128;
    private const int SignalMask = 0x7f;

    public static Command Create() => new("task", "Shows tasks, runs commands inside them, and attaches to them.")
    {
        FlagCommand.Create<TaskListFlags>(
            "list", "Lists the cluster's running tasks.", (flags, stop) => Daemon.RunAsync("task list", () => ListAsync(flags, stop))),
        FlagCommand.Create<TaskExecFlags>(
            "exec",
            "Runs a command inside a running task: tepui task exec [-i] [-t] TASK COMMAND [ARGUMENTS]. Its exit status is the command's.",
            new Argument<string[]>("task-and-command") { Description = "The task's id, the command and its arguments.", Arity = ArgumentArity.ZeroOrMore },
            (_, arguments) => arguments.Count < 2 ? ["name a task and a command to run inside it"] : [],
            (flags, arguments, stop) => Daemon.RunAsync("task exec", () => ExecAsync(flags, arguments, stop))),
        FlagCommand.Create<TaskAttachFlags>(
            "attach",
            "Attaches to a running task that has a terminal; ctrl-p ctrl-q leaves it.",
            new Argument<string[]>("task") { Description = "The task's id.", Arity = ArgumentArity.ZeroOrMore },
            (_, arguments) => arguments.Count != 1 ? ["name one task"] : [],
            (flags, arguments, stop) => Daemon.RunAsync("task attach", () => AttachAsync(flags, arguments[0], stop))),
    };

    /// <summary>Makes flags of what the Mesos CLI has in their place.</summary>
    public static string[] WithFlags(string[] arguments) => arguments switch
    {
        ["task", var command, .. var rest] when !command.StartsWith('-') => ["task", command, .. TaskArguments.ToFlags(rest)],
        _ => arguments,
    };

    private static async Task<int> ListAsync(TaskListFlags flags, CancellationToken stop)
    {
        await using var masters = MasterDetector.Open(flags.Master);
        using var master = new OperatorClient(masters, credential: flags.ToCredential());
        var tasks = await master.GetTasksAsync(stop);
        IEnumerable<Mesos.V1.Task> listed = flags.All
            ? tasks.Tasks.Concat(tasks.CompletedTasks)
            : tasks.Tasks.Where(task => task.State == TaskState.TaskRunning);
        TaskTable.Write(
            Console.Out,
            ["ID", "State", "Framework ID", "Executor ID"],
            [
                .. listed.Select(task => (string[])
                [
                    task.TaskId.Value,
                    WireNames.Of(task.State),
                    task.FrameworkId.Value,
                    task.ExecutorId is { Value.Length: > 0 } executor ? executor.Value : task.TaskId.Value,
                ]),
            ]);
        return 0;
    }

    private static async Task<int> ExecAsync(TaskExecFlags flags, IReadOnlyList<string> arguments, CancellationToken stop)
    {
        await using var masters = MasterDetector.Open(flags.Master);
        using var master = new OperatorClient(masters, credential: flags.ToCredential());
        var place = await TaskPlace.FindAsync(master, arguments[0], stop);
        using var agent = new AgentClient(place.Agent, credential: flags.ToCredential());
        var id = new ContainerID { Value = Guid.NewGuid().ToString(), Parent = place.Container };
        await using var output = await agent.LaunchSessionAsync(id, CommandOf(arguments, flags.Tty), flags.Tty ? Terminal() : null, stop);
        using (flags is { Tty: true, Interactive: true } && LocalTerminal.IsThere ? LocalTerminal.EnterRaw() : null)
        {
            using var input = flags.Interactive || flags.Tty ? new InputPump(flags.Tty, flags.Interactive, escape: null) : null;
            try
            {
                _ = await TaskSession.RunAsync(agent, id, output, input, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return Interrupted;
            }
        }

        var ended = await agent.WaitContainerAsync(id, stop);
        await RemoveAsync(agent, id, stop);
        return ended is not { HasExitStatus: true, ExitStatus: var status } ? Execute.ExitStatus.Unknown
            : (status & SignalMask) == 0 ? (status >> 8) & 0xff
            : SignalBase + (status & SignalMask);
    }

    private static async Task<int> AttachAsync(TaskAttachFlags flags, string task, CancellationToken stop)
    {
        await using var masters = MasterDetector.Open(flags.Master);
        using var master = new OperatorClient(masters, credential: flags.ToCredential());
        var place = await TaskPlace.FindAsync(master, task, stop);
        using var agent = new AgentClient(place.Agent, credential: flags.ToCredential());
        await using var output = await agent.AttachOutputAsync(place.Container, stop);
        bool ended;
        using (flags.Stdin && LocalTerminal.IsThere ? LocalTerminal.EnterRaw() : null)
        {
            using var input = flags.Stdin ? new InputPump(isTerminal: true, readsInput: true, new EscapeFilter()) : null;
            ended = await TaskSession.RunAsync(agent, place.Container, output, input, stop);
        }

        if (!ended)
            await Console.Error.WriteLineAsync($"left task '{task}', which goes on");
        return 0;
    }

    private static CommandInfo CommandOf(IReadOnlyList<string> arguments, bool terminal)
    {
        var command = new CommandInfo { Shell = false, Value = arguments[1] };
        command.Arguments.AddRange(arguments.Skip(1));
        if (terminal && System.Environment.GetEnvironmentVariable("TERM") is { Length: > 0 } kind)
        {
            command.Environment = new Mesos.V1.Environment
            {
                Variables = { new Mesos.V1.Environment.Types.Variable { Name = "TERM", Value = kind } },
            };
        }

        return command;
    }

    private static ContainerInfo Terminal() => new()
    {
        Type = ContainerInfo.Types.Type.Mesos,
        TtyInfo = new TTYInfo
        {
            WindowSize = LocalTerminal.Size is { } size
                ? new TTYInfo.Types.WindowSize { Rows = size.Rows, Columns = size.Columns }
                : null,
        },
    };

    /// <summary>Nobody asks about it any more.</summary>
    private static async Task RemoveAsync(AgentClient agent, ContainerID id, CancellationToken stop)
    {
        try
        {
            await agent.RemoveContainerAsync(id, stop);
        }
        catch (MesosException)
        {
            // Its task has ended meanwhile, and it is gone with that.
        }
    }
}
