using System.Collections.Generic;
using Mesos.V1;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Tasks;
using Tepui.Protocol.AgentLink;

namespace Tepui.Kernel.Master.Agents;

/// <summary>What an agent must say rightly of itself before it is let in (src/master/validation.cpp).</summary>
internal static class AgentValidation
{
    /// <summary>All that is wrong; empty when nothing is.</summary>
    public static List<string> Validate(AgentInfo info, uint protocolVersion)
    {
        var faults = new List<string>();
        if (protocolVersion != AgentLinkFraming.ProtocolVersion)
        {
            faults.Add(
                $"It speaks version {protocolVersion} of the agent link, " +
                $"this master version {AgentLinkFraming.ProtocolVersion}: run the same Tepui");
        }

        if (info.Id is not null && IdValidation.Validate(info.Id.Value) is { } fault)
        {
            faults.Add(fault);
        }

        if (info.Hostname.Length == 0)
        {
            faults.Add("'AgentInfo.hostname' must not be empty");
        }

        faults.AddRange(ResourceValidation.Validate(info.Resources));
        return faults;
    }

    /// <summary>
    /// What is wrong with an agent's fault domain at this master, or null. Nothing that an agent should end for: set rightly,
    /// it comes back with its tasks (docs/fault-domains.md).
    /// </summary>
    public static string? ValidateDomain(MasterConfig config, AgentInfo info) =>
        info.Domain is not null && config.Info.Domain is null
            ? "It has a fault domain and this master has none, so that nobody could tell whether it is remote: set --domain of the master"
        : info.Domain is null && config.RequireAgentDomain
            ? "It has no fault domain and this master requires one: set --domain of the agent"
        : null;
}
