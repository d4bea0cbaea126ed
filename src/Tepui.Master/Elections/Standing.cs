using System;
using Mesos.V1;

namespace Tepui.Master.Elections;

/// <summary>How this master stands in the election at one moment.</summary>
/// <param name="Leader">Who leads; null when nobody does, or nobody knows.</param>
/// <param name="IsElected">Whether that is this one.</param>
/// <param name="HasRecovered">Whether it has read the registry and acts.</param>
/// <param name="LeaseUntil">Until when no other can lead; null where nobody elects masters.</param>
internal sealed record Standing(MasterInfo? Leader, bool IsElected, bool HasRecovered, DateTimeOffset? LeaseUntil);
