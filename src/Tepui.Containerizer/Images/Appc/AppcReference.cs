using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using Mesos.V1;
using Tepui.Containerizer.Images.Layers;

namespace Tepui.Containerizer.Images.Appc;

/// <summary>What names an ACI: a task's Image.Appc, or a dependency in a manifest. It is checked, for files are named by it.</summary>
/// <param name="Id">What it must be; null for whatever is found.</param>
/// <param name="Labels">By their names.</param>
internal sealed partial record AppcReference(string Name, string? Id, SortedDictionary<string, string> Labels)
{
    private const int LongestName = 255;
    private const int MatchTimeout = 1000;

    /// <summary>The name and all labels in one line: equal for what Mesos's cache takes for equal.</summary>
    public string Key { get; } = KeyOf(Name, Labels);

    public static string KeyOf(string name, SortedDictionary<string, string> labels) =>
        JsonSerializer.Serialize([name, .. labels.SelectMany(label => new[] { label.Key, label.Value })], AppcJson.Default.StringArray);

    /// <exception cref="ImageException">Something of it is no such name.</exception>
    public static AppcReference Of(Image.Types.Appc image) =>
        Of(image.Name, image.HasId ? image.Id : null, image.Labels?.Labels_.Select(label => (label.Key, label.Value)) ?? []);

    /// <exception cref="ImageException">Something of it is no such name.</exception>
    public static AppcReference Of(string name, string? id, IEnumerable<(string Name, string Value)> labels)
    {
        if (name.Length > LongestName || !Names().IsMatch(name))
            throw new ImageException("this is no name of an ACI: give it as example.com/name, in small letters");
        if (id is { Length: > 0 } && !AppcId.IsId(id))
            throw new ImageException("its id is none: give it as sha512- with 128 hexadecimal digits after it, or leave it out");
        var sorted = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string label, string value) in labels)
            sorted[label] = value;
        return new AppcReference(name, id is { Length: > 0 } ? id : null, sorted);
    }

    /// <summary>Simple discovery: what follows after the prefix (docs/container-image.md, Appc).</summary>
    /// <exception cref="ImageException">A label is missing, or no file could be named by it.</exception>
    public string DiscoveryPath() => $"{Name}-{Label("version", "latest")}-{Label("os")}-{Label("arch")}.aci";

    private string Label(string name, string? usual = null)
    {
        string value = Labels.GetValueOrDefault(name, usual!)
            ?? throw new ImageException(
                $"it is not in the store, and without the label '{name}' it cannot be looked for: set the labels os and arch");
        return Values().IsMatch(value)
            ? value
            : throw new ImageException(
                $"its label '{name}' is '{EntryName.Shown(value)}': letters, digits, '.', '_', '+', '~' and '-' make one");
    }

    [GeneratedRegex(@"\A[a-z0-9]+(?:[-._~][a-z0-9]+)*(?::[0-9]{1,5}(?=/))?(?:/[a-z0-9]+(?:[-._~][a-z0-9]+)*)*\z", RegexOptions.None, MatchTimeout)]
    private static partial Regex Names();

    [GeneratedRegex(@"\A[A-Za-z0-9._+~-]{1,128}\z", RegexOptions.None, MatchTimeout)]
    private static partial Regex Values();
}
