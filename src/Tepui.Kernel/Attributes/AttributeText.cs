using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Attributes;

/// <summary>
/// Reads <c>--attributes</c> (docs/attributes-resources.md): <c>rack:abc;zone:west;level:10;keys:[1000-1500]</c>. Values are
/// texts, scalars or ranges; a name may come more than once.
/// </summary>
public static class AttributeText
{
    /// <summary>The attributes in their order, or null with every fault added, each a line that names the part it is about.</summary>
    public static IReadOnlyList<Mesos.V1.Attribute>? Parse(string text, List<string> faults)
    {
        var before = faults.Count;
        var attributes = new List<Mesos.V1.Attribute>();
        foreach (var token in text.Split([';', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = token.Split(':', 2);
            if (pair.Length != 2 || pair[0].Length == 0 || pair[1].Length == 0)
            {
                faults.Add($"Invalid attribute key:value pair '{token}'");
                continue;
            }

            var reasons = new List<string>();
            var value = ValueText.Parse(pair[1], reasons);
            faults.AddRange(reasons.Select(reason => $"Failed to parse attribute {pair[0]} text {pair[1]} error {reason}"));
            if (value?.Type == Value.Types.Type.Set)
            {
                faults.Add($"Bad type for attribute {pair[0]} text {pair[1]} type SET");
            }
            else if (value is not null)
            {
                attributes.Add(new Mesos.V1.Attribute
                {
                    Name = pair[0],
                    Type = value.Type,
                    Scalar = value.Scalar,
                    Ranges = value.Ranges,
                    Text = value.Text,
                });
            }
        }

        return faults.Count == before ? attributes : null;
    }

    /// <summary>An attribute's value as people read it and the flag takes it.</summary>
    public static string WriteValue(Mesos.V1.Attribute attribute) => attribute.Type switch
    {
        Value.Types.Type.Scalar => FixedPoint.ToText(FixedPoint.FromDouble(attribute.Scalar?.Value ?? 0)),
        Value.Types.Type.Ranges => "[" + string.Join(
            ", ",
            (attribute.Ranges?.Range ?? []).Select(static range => $"{range.Begin}-{range.End}")) + "]",
        Value.Types.Type.Set => "{" + string.Join(", ", attribute.Set?.Item ?? []) + "}",
        _ => attribute.Text?.Value ?? "",
    };

    /// <summary>The short form that the flag takes.</summary>
    public static string Write(IEnumerable<Mesos.V1.Attribute> attributes) =>
        string.Join(";", attributes.Select(static attribute => $"{attribute.Name}:{WriteValue(attribute)}"));
}
