using Mesos.V1;

namespace Tepui.Kernel.Maintenance;

/// <summary>An inverse offer that waits for its framework's answer: will it have left the agent by then?</summary>
/// <param name="Message">What the framework was sent.</param>
public sealed record InverseOfferRecord(OfferId Id, FrameworkId Framework, AgentId Agent, InverseOffer Message);
