using System;
using System.Collections.Generic;
using System.Linq;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Tepui.Master.Tests.Endpoints;

/// <summary>
/// Messages in which everything is set, made from their descriptors: what a test takes a field out of, or puts rubbish into.
/// </summary>
internal sealed class FilledMessage
{
    // Deep enough for a volume of a container of a task of an operation of an ACCEPT.
    private const int Depth = 7;

    private readonly Func<FieldDescriptor, object> _scalar;

    public FilledMessage(Func<FieldDescriptor, object> scalar) => _scalar = scalar;

    /// <summary>What could be meant seriously.</summary>
    public static FilledMessage Plain { get; } = new(static field => field.FieldType switch
    {
        FieldType.String => "x",
        FieldType.Bytes => ByteString.CopyFrom(new byte[16]),
        FieldType.Bool => true,
        FieldType.Double => 1.0,
        FieldType.Float => 1f,
        FieldType.Enum => field.EnumType.Values[^1].Number,
        _ => Integer(field, 1),
    });

    /// <summary>Nothing in everything.</summary>
    public static FilledMessage Empty { get; } = new(static field => field.FieldType switch
    {
        FieldType.String => "",
        FieldType.Bytes => ByteString.Empty,
        FieldType.Bool => false,
        FieldType.Double => 0.0,
        FieldType.Float => 0f,
        FieldType.Enum => field.EnumType.Values[0].Number,
        _ => Integer(field, 0),
    });

    /// <summary>As far out as the types allow.</summary>
    public static FilledMessage Extreme { get; } = new(static field => field.FieldType switch
    {
        FieldType.String => "../\0\n" + new string('é', 300),
        FieldType.Bytes => ByteString.CopyFrom(new byte[1000]),
        FieldType.Bool => true,
        FieldType.Double => double.NaN,
        FieldType.Float => float.NegativeInfinity,
        FieldType.Enum => field.EnumType.Values[field.EnumType.Values.Count / 2].Number,
        _ => Integer(field, long.MinValue),
    });

    /// <summary>A call of a type, with its own message and, unless it has none, the field of the framework's id.</summary>
    public IMessage Call(MessageDescriptor descriptor, EnumValueDescriptor type)
    {
        var call = descriptor.Parser.ParseFrom(ReadOnlySpan<byte>.Empty);
        Set(call, descriptor.FindFieldByName("type"), type.Number);
        foreach (string name in new[] { "framework_id", type.Name.ToLowerInvariant() })
        {
            if (descriptor.FindFieldByName(name) is { FieldType: FieldType.Message } field)
            {
                Set(call, field, Fill(field.MessageType, 1, []));
            }
        }

        return call;
    }

    /// <summary>Every field that is set in a message and in those it holds.</summary>
    public static IEnumerable<FieldPlace> Places(IMessage message) => Places(message, []);

    private static IEnumerable<FieldPlace> Places(IMessage message, FieldDescriptor[] parents)
    {
        foreach (FieldDescriptor field in message.Descriptor.Fields.InDeclarationOrder())
        {
            object? value = field.Accessor.GetValue(message);
            if (field.IsMap || value is null || (value is System.Collections.IList { Count: 0 }))
            {
                continue;
            }

            yield return new FieldPlace(parents, field);
            if (field.FieldType != FieldType.Message)
            {
                continue;
            }

            var inner = (IMessage)(field.IsRepeated ? ((System.Collections.IList)value)[0]! : value);
            foreach (FieldPlace place in Places(inner, [.. parents, field]))
            {
                yield return place;
            }
        }
    }

    private IMessage Fill(MessageDescriptor descriptor, int depth, MessageDescriptor[] within)
    {
        var message = descriptor.Parser.ParseFrom(ReadOnlySpan<byte>.Empty);
        MessageDescriptor[] path = [.. within, descriptor];
        foreach (FieldDescriptor field in descriptor.Fields.InDeclarationOrder())
        {
            if (field.IsMap)
            {
                continue;
            }

            if (field.FieldType == FieldType.Message)
            {
                bool isDeep = depth >= Depth || path.Contains(field.MessageType);
                if (!isDeep || field.IsRequired)
                {
                    Set(message, field, Fill(field.MessageType, depth + 1, path));
                }
            }
            else
            {
                Set(message, field, _scalar(field));
            }
        }

        return message;
    }

    private static void Set(IMessage message, FieldDescriptor field, object value)
    {
        if (field.IsRepeated)
        {
            var list = (System.Collections.IList)field.Accessor.GetValue(message);
            list.Add(field.FieldType == FieldType.Enum ? Enum.ToObject(field.EnumType.ClrType, value) : value);
        }
        else
        {
            field.Accessor.SetValue(message, field.FieldType == FieldType.Enum ? Enum.ToObject(field.EnumType.ClrType, value) : value);
        }
    }

    private static object Integer(FieldDescriptor field, long value) => field.FieldType switch
    {
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => (int)Math.Clamp(value, int.MinValue, int.MaxValue),
        FieldType.UInt32 or FieldType.Fixed32 => value < 0 ? uint.MaxValue : (uint)value,
        FieldType.UInt64 or FieldType.Fixed64 => value < 0 ? ulong.MaxValue : (ulong)value,
        _ => value,
    };
}
