using System.Collections;
using System.Linq;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Tepui.Master.Tests.Endpoints;

/// <summary>A field somewhere in a message; of repeated ones on the way, in their first element.</summary>
internal sealed record FieldPlace(FieldDescriptor[] Parents, FieldDescriptor Field)
{
    /// <summary>As faults name it: <c>accept.operations[0].type</c>.</summary>
    public string Path => string.Concat(Parents.Select(static parent => parent.Name + (parent.IsRepeated ? "[0]." : "."))) + Field.Name;

    /// <summary>A copy without the field.</summary>
    public IMessage Without(IMessage message)
    {
        IMessage copy = message.Descriptor.Parser.ParseFrom(message.ToByteArray());
        IMessage at = copy;
        foreach (FieldDescriptor parent in Parents)
        {
            object value = parent.Accessor.GetValue(at);
            at = (IMessage)(parent.IsRepeated ? ((IList)value)[0]! : value);
        }

        Field.Accessor.Clear(at);
        return copy;
    }

    /// <summary>A copy without the field.</summary>
    public JsonNode Without(JsonNode json)
    {
        JsonNode copy = json.DeepClone();
        At(copy).Remove(Field.Name);
        return copy;
    }

    /// <summary>A copy with a value in the field that is of no kind it takes.</summary>
    public JsonNode WithWrongKind(JsonNode json)
    {
        JsonNode copy = json.DeepClone();
        At(copy)[Field.Name] = Field.FieldType is FieldType.Message or FieldType.String or FieldType.Bytes ? 5 : new JsonObject();
        return copy;
    }

    private JsonObject At(JsonNode json)
    {
        JsonNode at = json;
        foreach (FieldDescriptor parent in Parents)
        {
            at = parent.IsRepeated ? at[parent.Name]![0]! : at[parent.Name]!;
        }

        return at.AsObject();
    }
}
