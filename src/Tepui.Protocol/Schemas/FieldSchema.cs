using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using static Google.Protobuf.Reflection.FieldDescriptorProto.Types;
using Type = Google.Protobuf.Reflection.FieldDescriptorProto.Types.Type;

namespace Tepui.Protocol.Schemas;

/// <summary>What the codecs need to know about a field, read from its descriptor once.</summary>
internal sealed class FieldSchema
{
    // Marked deprecated by Mesos, which keeps their defaults out of JSON. Marking them so here would make the
    // generated properties obsolete for everyone who still must read them.
    private static readonly HashSet<string> DeprecatedWithDefault = ["mesos.v1.FrameworkInfo.role", "mesos.v1.Resource.role"];

    private readonly string? _messageType;
    private MessageSchema? _message;

    public FieldSchema(FieldDescriptorProto field, int index, string message)
    {
        var fullName = $"{message}.{field.Name}";
        Index = index;
        Name = field.Name;
        Number = field.Number;
        JsonName = JsonEncodedText.Encode(field.Name);
        Kind = KindOf(field.Type, fullName);
        WireType = WireTypeOf(Kind);
        IsRequired = field.Label == Label.Required;
        IsMap = Kind == FieldKind.Message && DescriptorSet.Message(field.TypeName).Options?.MapEntry == true;
        IsRepeated = field.Label == Label.Repeated && !IsMap;
        OneofIndex = field.HasOneofIndex ? field.OneofIndex : -1;
        Enum = Kind == FieldKind.Enum ? EnumSchema.Of(field.TypeName) : null;
        _messageType = Kind == FieldKind.Message ? field.TypeName : null;
        DefaultJson = DefaultOf(field, fullName);
    }

    public string Name { get; }

    public JsonEncodedText JsonName { get; }

    public int Number { get; }

    /// <summary>Its place in the message as declared, which is the order Mesos writes JSON in.</summary>
    public int Index { get; }

    public FieldKind Kind { get; }

    public WireFormat.WireType WireType { get; }

    /// <summary>Whether it is a <c>google.protobuf.Duration</c>, which JSON may write as a text.</summary>
    public bool IsDuration => _messageType == ".google.protobuf.Duration";

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

    private static FieldKind KindOf(Type type, string fullName) => type switch
    {
        Type.Double => FieldKind.Double,
        Type.Float => FieldKind.Float,
        Type.Int32 => FieldKind.Int32,
        Type.Int64 => FieldKind.Int64,
        Type.Uint32 => FieldKind.UInt32,
        Type.Uint64 => FieldKind.UInt64,
        Type.Sint32 => FieldKind.SInt32,
        Type.Sint64 => FieldKind.SInt64,
        Type.Fixed32 => FieldKind.Fixed32,
        Type.Fixed64 => FieldKind.Fixed64,
        Type.Sfixed32 => FieldKind.SFixed32,
        Type.Sfixed64 => FieldKind.SFixed64,
        Type.Bool => FieldKind.Bool,
        Type.Enum => FieldKind.Enum,
        Type.String => FieldKind.String,
        Type.Bytes => FieldKind.Bytes,
        Type.Message => FieldKind.Message,
        _ => throw new NotSupportedException($"field {fullName}: groups have no form in JSON"),
    };

    private static WireFormat.WireType WireTypeOf(FieldKind kind) => kind switch
    {
        FieldKind.Double or FieldKind.Fixed64 or FieldKind.SFixed64 => WireFormat.WireType.Fixed64,
        FieldKind.Float or FieldKind.Fixed32 or FieldKind.SFixed32 => WireFormat.WireType.Fixed32,
        FieldKind.String or FieldKind.Bytes or FieldKind.Message => WireFormat.WireType.LengthDelimited,
        _ => WireFormat.WireType.Varint,
    };

    private static byte[]? DefaultOf(FieldDescriptorProto field, string fullName)
    {
        if (!field.HasDefaultValue || DeprecatedWithDefault.Contains(fullName))
        {
            return null;
        }

        var text = field.Type switch
        {
            Type.String or Type.Enum => '"' + field.DefaultValue + '"',
            Type.Double or Type.Float when !field.DefaultValue.Contains('.') => field.DefaultValue + ".0",
            Type.Bytes => throw new NotSupportedException($"field {fullName}: a default for bytes"),
            _ => field.DefaultValue,
        };
        return Encoding.UTF8.GetBytes(text);
    }
}
