using Mesos.V1;

namespace Tepui.Client.Executors;

/// <summary>What an <see cref="Executor"/> can ask of its agent. Calls never block and never throw for a lost connection.</summary>
public interface IExecutorDriver
{
    /// <summary>
    /// Tells a task's state. The driver fills in uuid, source, executor and time, and keeps the update until the agent has
    /// acknowledged it: it is sent again after a lost connection. One that the agent refuses is told by
    /// <see cref="Executor.CallRefused"/> and not kept.
    /// </summary>
    /// <exception cref="System.ArgumentException">It lacks the task's id or the state.</exception>
    void SendStatusUpdate(TaskStatus status);

    /// <summary>Bytes for the scheduler; best effort, dropped while there is no connection.</summary>
    void SendFrameworkMessage(byte[] data);

    /// <summary>
    /// Ends the driver once the agent has taken the last calls and acknowledged the last updates, for which it also comes back
    /// to an agent that is away; after <see cref="ExecutorDriverOptions.StopTimeout"/> in any case.
    /// </summary>
    void Stop();
}
