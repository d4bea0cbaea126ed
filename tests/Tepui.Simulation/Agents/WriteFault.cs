namespace Tepui.Simulation.Agents;

/// <summary>How a process dies over a write.</summary>
public enum WriteFault
{
    None,

    /// <summary>Nothing of it is on the disk.</summary>
    Before,

    /// <summary>A beginning of it is on the disk.</summary>
    Torn,

    /// <summary>All of it is on the disk, and nothing that was to follow it was done.</summary>
    After,
}
