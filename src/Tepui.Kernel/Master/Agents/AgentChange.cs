namespace Tepui.Kernel.Master.Agents;

/// <summary>What is on its way to the registry about an agent; only one such change at a time.</summary>
internal enum AgentChange
{
    Admission,
    Removal,
    Unreachable,
    Gone,
}
