using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Text;

namespace Tepui.Endpoints.Metrics;

/// <summary>All metrics at one moment: under Mesos's flat names, and in families with labels as newer tools want them.</summary>
public sealed class MetricSet
{
    private static readonly ConcurrentDictionary<string, Template> Templates = new(StringComparer.Ordinal);

    private readonly List<MetricSample> _all = [];
    private readonly List<TimerStatistics> _timers = [];

    /// <summary>Every figure, in the order they were added; those of one family may stand apart.</summary>
    public IReadOnlyList<MetricSample> All => _all;

    /// <summary>The timers, whose parts are in <see cref="All"/> too.</summary>
    public IReadOnlyList<TimerStatistics> Timers => _timers;

    /// <summary>Adds a metric under its plain name.</summary>
    public double this[string name]
    {
        set => Add(name, value);
    }

    /// <summary>Mesos's flat list, by name.</summary>
    public SortedDictionary<string, double> Flat()
    {
        var flat = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (MetricSample metric in _all)
        {
            if (metric.Name.Length > 0)
                flat[metric.Name] = metric.Value;
        }

        return flat;
    }

    /// <summary>
    /// Adds a metric of whose name some parts are labels: <c>master/frameworks/{framework_name}/{framework_id}/calls/{call}</c>.
    /// </summary>
    /// <param name="template">A constant: it is kept.</param>
    /// <param name="labels">For each label its value, in the template's order.</param>
    public void Add(string template, double value, params ReadOnlySpan<string> labels) => Add(template, null, value, labels);

    /// <summary>The same for a family that its template does not name well.</summary>
    public void Add(string template, string? family, double value, params ReadOnlySpan<string> labels)
    {
        Template parsed = TemplateOf(template, family);
        var pairs = new KeyValuePair<string, object?>[labels.Length];
        for (int i = 0; i < labels.Length; i++)
            pairs[i] = new(parsed.Labels[i], labels[i]);
        _all.Add(new MetricSample(parsed.Fill(labels), parsed.Family, pairs, value));
    }

    /// <summary>Adds a sum of others, which Mesos has and which would be counted twice in a family.</summary>
    public void AddSum(string name, double value) => _all.Add(new MetricSample(name, null, [], value));

    /// <summary>Adds a timer as Mesos shows it: the last time, and what the last hour's times were like once there are two.</summary>
    public void Add(TimerStatistics timer)
    {
        _timers.Add(timer);
        if (timer.Last is not { } last)
            return;
        AddSum(timer.Name, last);
        if (timer.WindowCount < 2)
            return;
        AddSum(timer.Name + "/count", timer.WindowCount);
        AddSum(timer.Name + "/max", timer.Maximum);
        AddSum(timer.Name + "/min", timer.Minimum);
        foreach ((string name, _, double value) in timer.Percentiles)
            AddSum($"{timer.Name}/{name}", value);
    }

    private static Template TemplateOf(string template, string? family) => Templates.TryGetValue(template, out Template? parsed)
        ? parsed
        : Templates.GetOrAdd(template, static (text, family) => Template.Parse(text, family), family);

    /// <summary>A template taken apart: texts with a label between each two.</summary>
    private sealed record Template(string[] Texts, string[] Labels, MetricFamily Family)
    {
        public static Template Parse(string template, string? family)
        {
            var texts = new List<string>();
            var labels = new List<string>();
            int at = 0;
            while (template.IndexOf('{', at) is var open and >= 0)
            {
                int close = template.IndexOf('}', open);
                texts.Add(template[at..open]);
                labels.Add(template[(open + 1)..close]);
                at = close + 1;
            }

            texts.Add(template[at..]);
            string name = PrometheusName(family ?? string.Concat(texts));
            return new Template([.. texts], [.. labels], new MetricFamily(name, MetricKinds.Of(template), template));
        }

        public string Fill(ReadOnlySpan<string> labels)
        {
            if (Labels.Length != labels.Length)
                throw new ArgumentException($"{Family.Source} has {Labels.Length} labels and not {labels.Length}", nameof(labels));
            if (labels.IsEmpty)
                return Texts[0];
            var name = new StringBuilder(Texts[0]);
            for (int i = 0; i < labels.Length; i++)
                name.Append(labels[i]).Append(Texts[i + 1]);
            return name.ToString();
        }
    }

    /// <summary>Letters, digits and single underscores; ours begin with our name, Mesos's with Mesos's.</summary>
    internal static string PrometheusName(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        if (!name.StartsWith("tepui", StringComparison.Ordinal))
            text.Append("mesos_");
        foreach (char character in name)
        {
            if (char.IsAsciiLetterOrDigit(character))
                text.Append(char.ToLowerInvariant(character));
            else if (text.Length > 0 && text[^1] != '_')
                text.Append('_');
        }

        return text.ToString().TrimEnd('_');
    }
}
