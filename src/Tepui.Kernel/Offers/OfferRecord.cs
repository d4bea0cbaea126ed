using Mesos.V1;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Offers;

/// <summary>An offer that waits for its framework's answer.</summary>
/// <param name="Role">The role its resources are allocated to.</param>
/// <param name="Resources">What it holds, allocated to that role, whatever the message shows.</param>
/// <param name="Message">What the framework was sent.</param>
public sealed record OfferRecord(
    OfferId Id,
    FrameworkId Framework,
    AgentId Agent,
    string Role,
    ResourceSet Resources,
    Offer Message);
