using Tepui.Kernel;
using Tepui.Kernel.Agent;
using Tepui.Simulation.Worlds;

namespace Tepui.Simulation.Containers;

/// <summary>A container as its host has it, whatever becomes of the agent.</summary>
public sealed class SimulatedContainer
{
    internal SimulatedContainer(LaunchContainer launch, ContainerScript script, int pid)
    {
        Launch = launch;
        Script = script;
        Pid = pid;
    }

    public ContainerId Id => Launch.Container;

    public LaunchContainer Launch { get; }

    public ContainerScript Script { get; }

    public int Pid { get; }

    public bool IsRunning { get; internal set; }

    /// <summary>Null while it has not ended.</summary>
    public ContainerExited? Exit { get; internal set; }

    internal Scheduled? Ending { get; set; }
}
