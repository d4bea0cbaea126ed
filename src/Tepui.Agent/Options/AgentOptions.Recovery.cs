using System.Collections.Generic;
using Tepui.Kernel.Agent.Recovery;
using Tepui.Runtime.Flags;

namespace Tepui.Agent.Options;

/// <summary>What an agent may come back with.</summary>
public sealed partial class AgentOptions
{
    [Flag("reconfiguration_policy", "What may have changed of the agent when it comes back under its id: 'equal' for nothing, 'additive' for more resources and attributes.", Value = "HOW")]
    public string ReconfigurationPolicy { get; set; } = "equal";

    internal ReconfigurationPolicy Reconfigures() =>
        ReconfigurationPolicy == "additive" ? Kernel.Agent.Recovery.ReconfigurationPolicy.Additive : Kernel.Agent.Recovery.ReconfigurationPolicy.Equal;

    private IEnumerable<string> RecoveryFaults()
    {
        if (ReconfigurationPolicy is not ("equal" or "additive"))
            yield return $"--reconfiguration_policy: '{ReconfigurationPolicy}' is neither 'equal' nor 'additive'";
    }
}
