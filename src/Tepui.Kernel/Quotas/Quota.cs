using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Quotas;

/// <summary>
/// What a role with all its subroles is guaranteed, and how much it may consume at the most (docs/quota.md). Reservations count
/// as consumed, used or not.
/// </summary>
public sealed record Quota(ResourceQuantities Guarantees, ResourceLimits Limits)
{
    /// <summary>A role nobody set a quota for: nothing is guaranteed, nothing limited.</summary>
    public static readonly Quota Default = new(new ResourceQuantities(), ResourceLimits.None);

    public override string ToString() => $"guarantees {Guarantees}, limits {Limits}";

    public bool IsDefault => Guarantees.Count == 0 && Limits.Count == 0;
}
