using System;
using Mesos.V1;
using Mesos.V1.Executor;

namespace Tepui.Client.Executors;

/// <summary>
/// A framework's executor: derive from it and override what concerns you. The callbacks are those of Mesos's executor
/// interface; they come one at a time, in the order the agent sent the events. They must not block: a task's work belongs
/// elsewhere, and its states are told through the driver from any thread.
/// </summary>
public abstract class Executor
{
    /// <summary>First subscription.</summary>
    public virtual void Registered(IExecutorDriver driver, ExecutorInfo executor, FrameworkInfo framework, AgentInfo agent)
    {
    }

    /// <summary>Subscribed again, after a lost connection or a restart of the agent.</summary>
    public virtual void Reregistered(IExecutorDriver driver, AgentInfo agent)
    {
    }

    /// <summary>The connection to the agent is lost; the driver reconnects by itself.</summary>
    public virtual void Disconnected(IExecutorDriver driver)
    {
    }

    /// <summary>A task is to run: tell TASK_RUNNING once it does, and a terminal state when it has ended.</summary>
    public abstract void LaunchTask(IExecutorDriver driver, TaskInfo task);

    /// <summary>A task is to end: tell TASK_KILLED when it has.</summary>
    public abstract void KillTask(IExecutorDriver driver, TaskID taskId);

    /// <summary>Bytes from the scheduler.</summary>
    public virtual void FrameworkMessage(IExecutorDriver driver, byte[] data)
    {
    }

    /// <summary>
    /// Everything is to end: end the tasks and return. The driver stops then, and what the process leaves is killed after
    /// the grace period (<see cref="ExecutorEnvironment.ShutdownGracePeriod"/>).
    /// </summary>
    public virtual void Shutdown(IExecutorDriver driver)
    {
    }

    /// <summary>The agent refused the executor; the driver has stopped.</summary>
    public virtual void Error(IExecutorDriver driver, string message)
    {
    }

    /// <summary>The agent answered a call of ours with an error; the call had no effect.</summary>
    public virtual void CallRefused(IExecutorDriver driver, Call call, string reason)
    {
    }

    /// <summary>The connection is lost or could not be made; the driver tries again after the wait.</summary>
    public virtual void AgentUnreachable(IExecutorDriver driver, string reason, TimeSpan retryAfter)
    {
    }
}
