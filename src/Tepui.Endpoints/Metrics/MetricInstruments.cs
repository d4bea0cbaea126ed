using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Threading;

namespace Tepui.Endpoints.Metrics;

/// <summary>
/// The metrics as instruments of a meter, so that OpenTelemetry and its like pick them up. Nothing is taken while nobody
/// listens; whoever collects gets all instruments' figures of one moment.
/// </summary>
public sealed class MetricInstruments : IDisposable
{
    private static readonly TimeSpan SameMoment = TimeSpan.FromMilliseconds(500);

    private readonly Meter _meter;
    private readonly Func<MetricSet?> _take;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private Dictionary<string, List<Measurement<double>>> _current = new(StringComparer.Ordinal);
    private long? _taken;

    /// <param name="take">Takes the figures now; it may wait a little, and gives null when there are none to be had.</param>
    public MetricInstruments(Meter meter, Func<MetricSet?> take, TimeProvider time)
    {
        (_meter, _take, _time) = (meter, take, time);
    }

    /// <summary>Makes an instrument for each family there is; families that come later are found when somebody collects.</summary>
    public void Publish()
    {
        lock (_gate)
        {
            Refresh();
        }
    }

    public void Dispose() => _meter.Dispose();

    private List<Measurement<double>> Observe(string family)
    {
        lock (_gate)
        {
            if (_taken is not { } taken || _time.GetElapsedTime(taken) > SameMoment)
                Refresh();
            return _current.GetValueOrDefault(family) ?? [];
        }
    }

    private void Refresh()
    {
        if (_take() is not { } set)
            return;
        var current = new Dictionary<string, List<Measurement<double>>>(StringComparer.Ordinal);
        foreach (MetricSample metric in set.All)
        {
            if (metric.Family is not { } family)
                continue;
            if (!current.TryGetValue(family.Name, out List<Measurement<double>>? measurements))
            {
                current.Add(family.Name, measurements = []);
                Make(family);
            }

            measurements.Add(new Measurement<double>(metric.Value, metric.Labels));
        }

        _current = current;
        _taken = _time.GetTimestamp();
    }

    private void Make(MetricFamily family)
    {
        if (!_known.Add(family.Name))
            return;
        if (family.Kind == MetricKind.Counter)
            _meter.CreateObservableCounter(family.Name, () => Observe(family.Name), unit: null, family.Source);
        else
            _meter.CreateObservableGauge(family.Name, () => Observe(family.Name), unit: null, family.Source);
    }
}
