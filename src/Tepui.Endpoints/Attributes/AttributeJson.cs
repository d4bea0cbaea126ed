using System.Collections.Generic;
using System.Text.Json;
using Mesos.V1;
using Tepui.Endpoints.Json;
using Tepui.Kernel.Attributes;

namespace Tepui.Endpoints.Attributes;

/// <summary>Attributes: scalars as numbers, the rest as text.</summary>
public static class AttributeJson
{
    public static void WriteAttributes(this Utf8JsonWriter writer, string name, IEnumerable<Attribute> attributes)
    {
        writer.WriteStartObject(name);
        foreach (Attribute attribute in attributes)
        {
            if (attribute.Type == Value.Types.Type.Scalar)
                writer.WriteDouble(attribute.Name, attribute.Scalar?.Value ?? 0);
            else
                writer.WriteString(attribute.Name, AttributeText.WriteValue(attribute));
        }

        writer.WriteEndObject();
    }
}
