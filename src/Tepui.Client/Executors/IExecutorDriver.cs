using Mesos.V1;

namespace Tepui.Client.Executors;

/// <summary>What an <see cref="Executor"/> can ask of its agent. Calls never block and never throw for a lost connection.</summary>
public interface IExecutorDriver
{
    /// <summary>
    /// Tells a task's state. The driver fills in uuid, source, executor and time, and keeps the update until the agent has
    /// acknowledged it: it is sent again after a lost connection.
    /// </summary>
    void SendStatusUpdate(TaskStatus status);

    /// <summary>Bytes for the scheduler; best effort, dropped while there is no connection.</summary>
    void SendFrameworkMessage(byte[] data);

    /// <summary>Ends the driver once the agent has taken the last calls.</summary>
    void Stop();
}
