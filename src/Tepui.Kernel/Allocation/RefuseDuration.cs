using System;
using Mesos.V1;

namespace Tepui.Kernel.Allocation;

/// <summary>What a framework's <c>Filters</c> say about <c>refuse_seconds</c>.</summary>
public static class RefuseDuration
{
    /// <summary>Without filters, and in place of a duration that is none.</summary>
    public static readonly TimeSpan Default = TimeSpan.FromSeconds(5);

    public static readonly TimeSpan Maximum = TimeSpan.FromDays(365);

    public static TimeSpan Of(Filters? filters) => (filters?.RefuseSeconds ?? 5) switch
    {
        double.NaN or < 0 => Default,
        var seconds when seconds >= Maximum.TotalSeconds => Maximum,
        var seconds => TimeSpan.FromSeconds(seconds),
    };
}
