using System;
using System.Collections.Generic;
using Mesos.V1;
using Tepui.Client.Schedulers;

namespace Tepui.Simulation.Frameworks;

/// <summary>One run of a framework's program: its scheduler, and what it wrote down in earlier runs.</summary>
public abstract class FrameworkProgram : IDisposable
{
    public abstract Scheduler Scheduler { get; }

    /// <summary>Whether a run knows of every task that earlier runs launched; else of those only that a master tells it of.</summary>
    public virtual bool RemembersTasks => false;

    /// <summary>How the framework presents itself: under its old id, if it had one.</summary>
    public abstract FrameworkInfo Framework();

    /// <summary>The program is about to run with this driver.</summary>
    public virtual void Begin(ISchedulerDriver driver)
    {
    }

    /// <summary>The master will have no more of the framework under its id.</summary>
    public abstract void Forget();

    /// <summary>The scheduler begins nothing new, so that things come to rest.</summary>
    public virtual void Rest()
    {
    }

    /// <summary>What the scheduler holds its tasks for; empty where it does not tell.</summary>
    public virtual IEnumerable<KeyValuePair<string, KnownTask>> Tasks => [];

    /// <summary>The run is over, in whatever way.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
