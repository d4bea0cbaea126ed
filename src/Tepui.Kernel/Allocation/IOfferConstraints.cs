namespace Tepui.Kernel.Allocation;

/// <summary>
/// A framework's constraints on the agents it is offered. They must not change; what they say of an agent is asked once and
/// remembered until the framework's terms or the agent's traits change.
/// </summary>
public interface IOfferConstraints
{
    bool Allows(string role, AgentTraits agent);
}
