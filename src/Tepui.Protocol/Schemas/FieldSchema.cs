using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Tepui.Protocol.Schemas;

/// <summary>What the codecs need to know about a field, read from its descriptor once.</summary>
internal sealed class FieldSchema
{
    // Marked deprecated by Mesos, which keeps their defaults out of JSON. Marking them so here would make the
    // generated properties obsolete for everyone who still must read them.
    private static readonly HashSet<string> DeprecatedWithDefault = ["mesos.v1.FrameworkInfo.role", "mesos.v1.Resource.role"];

    private readonly MessageDescriptor? _messageType;
    private MessageSchema? _message;

    public FieldSchema(FieldDescriptor field, int index)
    {
        Index = index;
        Name = field.Name;
        Number = field.FieldNumber;
        JsonName = JsonEncodedText.Encode(field.Name);
        Kind = KindOf(field);
        WireType = WireTypeOf(Kind);
        IsRequired = field.IsRequired;
        IsRepeated = field.IsRepeated && !field.IsMap;
        IsMap = field.IsMap;
        OneofIndex = field.RealContainingOneof?.Index ?? -1;
        Enum = Kind == FieldKind.Enum ? EnumSchema.Of(field.EnumType) : null;
        _messageType = Kind == FieldKind.Message ? field.MessageType : null;
        DefaultJson = DefaultOf(field);
    }

    public string Name { get; }

    public JsonEncodedText JsonName { get; }

    public int Number { get; }

    /// <summary>Its place in the message as declared, which is the order Mesos writes JSON in.</summary>
    public int Index { get; }

    public FieldKind Kind { get; }

    public WireFormat.WireType WireType { get; }

    public bool IsRequired { get; }

    public bool IsRepeated { get; }

    public bool IsMap { get; }

    public bool IsPackable => IsRepeated && WireType != WireFormat.WireType.LengthDelimited;

    /// <summary>Which oneof of the message it belongs to; -1 for none.</summary>
    public int OneofIndex { get; }

    public EnumSchema? Enum { get; }

    /// <summary>What Mesos writes when the field is unset: its declared default, if it has one and is not deprecated.</summary>
    public byte[]? DefaultJson { get; }

    /// <summary>Resolved on first use, because messages may hold themselves.</summary>
    public MessageSchema Message => _message ??= MessageSchema.Of(_messageType!);

    private static FieldKind KindOf(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Double => FieldKind.Double,
        FieldType.Float => FieldKind.Float,
        FieldType.Int32 => FieldKind.Int32,
        FieldType.Int64 => FieldKind.Int64,
        FieldType.UInt32 => FieldKind.UInt32,
        FieldType.UInt64 => FieldKind.UInt64,
        FieldType.SInt32 => FieldKind.SInt32,
        FieldType.SInt64 => FieldKind.SInt64,
        FieldType.Fixed32 => FieldKind.Fixed32,
        FieldType.Fixed64 => FieldKind.Fixed64,
        FieldType.SFixed32 => FieldKind.SFixed32,
        FieldType.SFixed64 => FieldKind.SFixed64,
        FieldType.Bool => FieldKind.Bool,
        FieldType.Enum => FieldKind.Enum,
        FieldType.String => FieldKind.String,
        FieldType.Bytes => FieldKind.Bytes,
        FieldType.Message => FieldKind.Message,
        _ => throw new NotSupportedException($"field {field.FullName}: groups have no form in JSON"),
    };

    private static WireFormat.WireType WireTypeOf(FieldKind kind) => kind switch
    {
        FieldKind.Double or FieldKind.Fixed64 or FieldKind.SFixed64 => WireFormat.WireType.Fixed64,
        FieldKind.Float or FieldKind.Fixed32 or FieldKind.SFixed32 => WireFormat.WireType.Fixed32,
        FieldKind.String or FieldKind.Bytes or FieldKind.Message => WireFormat.WireType.LengthDelimited,
        _ => WireFormat.WireType.Varint,
    };

    private static byte[]? DefaultOf(FieldDescriptor field)
    {
        var proto = field.ToProto();
        if (!proto.HasDefaultValue || DeprecatedWithDefault.Contains(field.FullName))
        {
            return null;
        }

        var text = field.FieldType switch
        {
            FieldType.String or FieldType.Enum => '"' + proto.DefaultValue + '"',
            FieldType.Double or FieldType.Float when !proto.DefaultValue.Contains('.') => proto.DefaultValue + ".0",
            FieldType.Bytes => throw new NotSupportedException($"field {field.FullName}: a default for bytes"),
            _ => proto.DefaultValue,
        };
        return Encoding.UTF8.GetBytes(text);
    }
}
