using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using Mesos.V1;
using Tepui.Client.Executors;
using Task = System.Threading.Tasks.Task;
using TaskStatus = Mesos.V1.TaskStatus;

namespace Tepui.SampleExecutor;

/// <summary>
/// Runs many tasks at once: the data of each is a piece of text, which a shell runs. Messages of the scheduler are sent back.
/// </summary>
internal sealed class CommandsExecutor : Executor
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, RunningCommand> _running = [];

    public override void Registered(IExecutorDriver driver, ExecutorInfo executor, FrameworkInfo framework, AgentInfo agent) =>
        Console.WriteLine($"Registered executor {executor.ExecutorId.Value} of {framework.Name} on {agent.Hostname}");

    public override void Reregistered(IExecutorDriver driver, AgentInfo agent) => Console.WriteLine("Registered again");

    public override void Disconnected(IExecutorDriver driver) => Console.WriteLine("Lost the agent; the tasks go on");

    /// <summary>Callbacks must not block: the task's end is awaited elsewhere.</summary>
    public override void LaunchTask(IExecutorDriver driver, TaskInfo task)
    {
        Console.WriteLine($"Running {task.TaskId.Value}");
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", task.Data.ToStringUtf8()]))!;
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            Tell(driver, task.TaskId, TaskState.TaskFailed, $"The shell cannot be started: {exception.Message}");
            return;
        }

        var command = new RunningCommand(process);
        lock (_gate)
            _running[task.TaskId.Value] = command;
        Tell(driver, task.TaskId, TaskState.TaskRunning, "");
        _ = AwaitEndAsync(driver, task.TaskId, command);
    }

    public override void KillTask(IExecutorDriver driver, TaskID taskId)
    {
        lock (_gate)
        {
            if (_running.TryGetValue(taskId.Value, out var command))
                command.Kill();
        }
    }

    public override void FrameworkMessage(IExecutorDriver driver, byte[] data) => driver.SendFrameworkMessage(data);

    /// <summary>The driver stops when this returns, so every task must have told its end by then.</summary>
    public override void Shutdown(IExecutorDriver driver)
    {
        RunningCommand[] commands;
        lock (_gate)
        {
            commands = [.. _running.Values];
            foreach (var command in commands)
                command.Kill();
        }

        foreach (var command in commands)
            command.Told.Wait();
    }

    public override void Error(IExecutorDriver driver, string message) => Console.Error.WriteLine($"The agent refuses: {message}");

    private async Task AwaitEndAsync(IExecutorDriver driver, TaskID taskId, RunningCommand command)
    {
        await command.Process.WaitForExitAsync();
        bool isKilled;
        lock (_gate)
        {
            _running.Remove(taskId.Value);
            isKilled = command.IsKilled;
        }

        var status = command.Process.ExitCode;
        var state = isKilled ? TaskState.TaskKilled : status == 0 ? TaskState.TaskFinished : TaskState.TaskFailed;
        Tell(driver, taskId, state, isKilled ? "Killed" : $"Command exited with status {status}");
        command.End();
    }

    private static void Tell(IExecutorDriver driver, TaskID taskId, TaskState state, string message) =>
        driver.SendStatusUpdate(new TaskStatus { TaskId = taskId, State = state, Message = message });

    private sealed class RunningCommand(Process process)
    {
        public Process Process { get; } = process;

        public bool IsKilled { get; private set; }

        /// <summary>Set when the command's end has been told.</summary>
        public ManualResetEventSlim Told { get; } = new();

        /// <summary>To be called while it is among the running ones.</summary>
        public void Kill()
        {
            IsKilled = true;
            Process.Kill(entireProcessTree: true);
        }

        public void End()
        {
            Process.Dispose();
            Told.Set();
        }
    }
}
