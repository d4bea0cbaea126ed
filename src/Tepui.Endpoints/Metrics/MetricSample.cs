using System.Collections.Generic;

namespace Tepui.Endpoints.Metrics;

/// <summary>One figure.</summary>
/// <param name="Name">Mesos's, as in <c>master/frameworks/NAME/ID/calls/accept</c>; empty for one that Mesos's flat list has not.</param>
/// <param name="Family">What its name is without what Mesos hides in it; null for one that the others of a family add up to.</param>
/// <param name="Labels">What Mesos hides in the name, in the order it stands there.</param>
public readonly record struct MetricSample(string Name, MetricFamily? Family, IReadOnlyList<KeyValuePair<string, object?>> Labels, double Value);

/// <summary>Metrics that differ by their labels only.</summary>
/// <param name="Name">As Prometheus wants names: <c>mesos_master_frameworks_calls</c>, without what it puts behind a counter's.</param>
/// <param name="Source">Mesos's name with what is hidden in it in braces, or what it is when Mesos has none.</param>
public sealed record MetricFamily(string Name, MetricKind Kind, string Source);
