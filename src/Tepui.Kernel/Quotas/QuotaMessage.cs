using System;
using System.Collections.Generic;
using System.Linq;
using Google.Protobuf.Collections;
using Mesos.V1;
using Mesos.V1.Quota;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Quotas;

/// <summary>Quotas as messages.</summary>
public static class QuotaMessage
{
    /// <summary>What a config asks for; its numbers have passed <see cref="QuotaValidation"/>.</summary>
    public static Quota FromConfig(QuotaConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new Quota(ResourceQuantities.From(Pairs(config.Guarantees)), Limits(Pairs(config.Limits)));
    }

    /// <summary>What the older request asks for: its guarantee is the limit as well.</summary>
    public static Quota FromGuarantee(IEnumerable<Resource> guarantee)
    {
        var pairs = guarantee
            .Select(static resource => KeyValuePair.Create(resource.Name, FixedPoint.FromDouble(resource.Scalar.Value)))
            .ToArray();
        return new Quota(ResourceQuantities.From(pairs), Limits(pairs));
    }

    public static QuotaConfig ToConfig(string role, Quota quota)
    {
        ArgumentNullException.ThrowIfNull(quota);
        var config = new QuotaConfig { Role = role };
        foreach (var (name, thousandths) in quota.Guarantees)
        {
            config.Guarantees.Add(name, Scalar(thousandths));
        }

        foreach (var (name, thousandths) in quota.Limits)
        {
            config.Limits.Add(name, Scalar(thousandths));
        }

        return config;
    }

    /// <summary>The guarantees as clients older than limits read them.</summary>
    public static QuotaInfo ToInfo(string role, Quota quota)
    {
        ArgumentNullException.ThrowIfNull(quota);
        var info = new QuotaInfo { Role = role };
        info.Guarantee.AddRange(quota.Guarantees.Select(static pair =>
            new Resource { Name = pair.Key, Type = Value.Types.Type.Scalar, Scalar = Scalar(pair.Value) }));
        return info;
    }

    private static ResourceLimits Limits(IEnumerable<KeyValuePair<string, long>> pairs) =>
        new(pairs.OrderBy(static pair => pair.Key, StringComparer.Ordinal).ToArray());

    private static IEnumerable<KeyValuePair<string, long>> Pairs(MapField<string, Value.Types.Scalar> map) =>
        map.Select(static pair => KeyValuePair.Create(pair.Key, FixedPoint.FromDouble(pair.Value.Value)));

    private static Value.Types.Scalar Scalar(long thousandths) => new() { Value = FixedPoint.ToDouble(thousandths) };
}
