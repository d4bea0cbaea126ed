using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Mesos.V1;
using Tepui.Runtime.Flags;

namespace Tepui.Endpoints.Flags;

/// <summary>The flags that are set, in order of their names; no secret is told. They stay as they were when first asked for.</summary>
public sealed class ShownFlags(IFlags flags)
{
    private readonly Lazy<IReadOnlyList<Flag>> _flags = new(() => Read(flags));

    /// <summary>GET_FLAGS's.</summary>
    public IReadOnlyList<Flag> Messages => _flags.Value;

    /// <summary>The body of <c>/flags</c>.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        WriteMember(writer);
        writer.WriteEndObject();
    }

    /// <summary>The member <c>flags</c> of <c>/flags</c> and <c>/state</c>.</summary>
    public void WriteMember(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("flags");
        foreach (Flag flag in Messages)
            writer.WriteString(flag.Name, flag.Value);
        writer.WriteEndObject();
    }

    private static List<Flag> Read(IFlags flags) =>
    [
        .. FlagProperty.Of(flags.GetType())
            .Select(property => (property.Name, Value: property.Read(flags)))
            .Where(static flag => flag.Value is not null)
            .OrderBy(static flag => flag.Name, StringComparer.Ordinal)
            .Select(static flag => new Flag { Name = flag.Name, Value = flag.Value }),
    ];
}
