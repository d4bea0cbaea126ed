using System;
using System.Collections.Generic;
using Mesos.V1;
using Mesos.V1.Scheduler;

namespace Tepui.Client.Schedulers;

/// <summary>
/// A framework's scheduler: derive from it and override what concerns you. The callbacks are those of Mesos's scheduler
/// interface; they come one at a time, in the order the master sent the events.
/// </summary>
public abstract class Scheduler
{
    /// <summary>First subscription: the framework has its id.</summary>
    public virtual void Registered(ISchedulerDriver driver, FrameworkID frameworkId, MasterInfo master)
    {
    }

    /// <summary>Subscribed again, after a lost connection or with a new master.</summary>
    public virtual void Reregistered(ISchedulerDriver driver, MasterInfo master)
    {
    }

    /// <summary>The connection to the master is lost; the driver reconnects by itself.</summary>
    public virtual void Disconnected(ISchedulerDriver driver)
    {
    }

    /// <summary>Resources to use: every offer must be accepted or declined.</summary>
    public abstract void ResourceOffers(ISchedulerDriver driver, IReadOnlyList<Offer> offers);

    /// <summary>An offer is no longer valid.</summary>
    public virtual void OfferRescinded(ISchedulerDriver driver, OfferID offerId)
    {
    }

    /// <summary>
    /// A task's state changed. The driver acknowledges the update after this returns, unless told otherwise by its options.
    /// </summary>
    public abstract void StatusUpdate(ISchedulerDriver driver, TaskStatus status);

    /// <summary>
    /// What became of an operation that has an id. The driver acknowledges it after this returns, unless told otherwise by its
    /// options.
    /// </summary>
    public virtual void OperationStatusUpdate(ISchedulerDriver driver, OperationStatus status)
    {
    }

    /// <summary>Bytes from an executor.</summary>
    public virtual void FrameworkMessage(ISchedulerDriver driver, ExecutorID executorId, AgentID agentId, byte[] data)
    {
    }

    /// <summary>An agent is gone; its tasks' updates come by themselves.</summary>
    public virtual void AgentLost(ISchedulerDriver driver, AgentID agentId)
    {
    }

    /// <summary>An executor has ended.</summary>
    public virtual void ExecutorLost(ISchedulerDriver driver, ExecutorID executorId, AgentID agentId, int status)
    {
    }

    /// <summary>The master refused the framework; the driver has stopped.</summary>
    public virtual void Error(ISchedulerDriver driver, string message)
    {
    }

    /// <summary>The master answered a call of ours with an error; the call had no effect. Mesos's own driver only logs this.</summary>
    public virtual void CallRefused(ISchedulerDriver driver, Call call, string reason)
    {
    }

    /// <summary>The connection is lost or could not be made; the driver tries again after the wait.</summary>
    public virtual void MasterUnreachable(ISchedulerDriver driver, string reason, TimeSpan retryAfter)
    {
    }

    /// <summary>An event that the callbacks above do not cover: inverse offers, and what newer masters send.</summary>
    public virtual void OtherEvent(ISchedulerDriver driver, Event received)
    {
    }
}
