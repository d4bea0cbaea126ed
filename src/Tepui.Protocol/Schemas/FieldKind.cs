namespace Tepui.Protocol.Schemas;

/// <summary>How a field's value looks on the wire and in JSON.</summary>
internal enum FieldKind
{
    Double,
    Float,
    Int32,
    Int64,
    UInt32,
    UInt64,
    SInt32,
    SInt64,
    Fixed32,
    Fixed64,
    SFixed32,
    SFixed64,
    Bool,
    Enum,
    String,
    Bytes,
    Message,
}
