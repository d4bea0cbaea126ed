using System.Collections.Generic;
using Mesos.V1.Scheduler;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent;
using Tepui.Kernel.Master;
using Tepui.Kernel.Registry;
using Tepui.Simulation.Agents;
using Tepui.Simulation.Masters;
using Tepui.Simulation.Worlds;

namespace Tepui.Simulation.Checkers;

/// <summary>Watches the world and says when something happens that must not. Each method is called after what it names.</summary>
public abstract class Checker
{
    protected World World { get; private set; } = null!;

    /// <summary>As it is named in a violation: what must hold.</summary>
    public abstract string Rule { get; }

    internal void Attach(World world) => World = world;

    /// <summary>A master has taken a batch of inputs; its effects are about to be carried out.</summary>
    public virtual void MasterStepped(SimulatedMaster master, IReadOnlyList<MasterEffect> effects)
    {
    }

    /// <summary>A master carried an effect out: it is on its way.</summary>
    public virtual void MasterActed(SimulatedMaster master, MasterEffect effect)
    {
    }

    /// <summary>An agent has taken an input.</summary>
    public virtual void AgentStepped(SimulatedAgent agent, AgentInput input, IReadOnlyList<AgentEffect> effects)
    {
    }

    /// <summary>An agent has acted on a frame that a master of this term sent.</summary>
    public virtual void AgentReceived(SimulatedAgent agent, long term, AgentLinkFrame frame)
    {
    }

    /// <summary>A scheduler got an event from a master of this term.</summary>
    public virtual void SchedulerReceived(string scheduler, long term, Event received)
    {
    }

    /// <summary>A scheduler's process began.</summary>
    /// <param name="framework">Its framework's id; null for a new one.</param>
    /// <param name="remembers">Whether it has written down what earlier runs launched.</param>
    public virtual void SchedulerStarted(string scheduler, string? framework, bool remembers)
    {
    }

    /// <summary>A scheduler sent a call.</summary>
    public virtual void SchedulerSent(string scheduler, Call call)
    {
    }

    /// <summary>A leader's registry is in ZooKeeper; it may not know of it yet, and may be dead by now.</summary>
    /// <param name="term">In which the master led when it asked for that; 0 when it did not lead.</param>
    public virtual void RegistryWritten(SimulatedMaster master, long term, RegistryState registry)
    {
    }

    /// <summary>A master began to lead with this registry.</summary>
    public virtual void LeaderBegan(SimulatedMaster master, RegistryState registry)
    {
    }

    /// <summary>An operator was told that a call was done.</summary>
    public virtual void OperatorTold(Mesos.V1.Master.Call call)
    {
    }

    /// <summary>The faults are over and everything had its time: says what is still not as it must be; null when all is well.</summary>
    public virtual string? Unsettled() => null;

    protected void Violate(string what) => World.Violate(Rule, what);
}
