using System;
using System.Collections;
using System.Linq;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Tepui.Protocol.Tests;

/// <summary>Makes any message at random: required fields always, others often, to a bounded depth.</summary>
internal sealed class RandomMessages(Random random)
{
    private const int MaxDepth = 6;

    private static readonly string[] Texts = ["", "*", "a:b c", "ü€😀", "\"\\/\n\t\u0001", "x", "0123456789"];

    public T Make<T>()
        where T : IMessage<T>, new() => (T)Make(new T().Descriptor, 0);

    private IMessage Make(MessageDescriptor type, int depth)
    {
        var message = type.Parser.ParseFrom(ByteString.Empty);
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            if (!field.IsRequired && (depth >= MaxDepth || random.Next(100) < 60))
            {
                continue;
            }

            if (field.IsMap)
            {
                var map = (IDictionary)field.Accessor.GetValue(message);
                for (var i = random.Next(3); i > 0; i--)
                {
                    map[Value(field.MessageType.Fields[1], depth)] = Value(field.MessageType.Fields[2], depth + 1);
                }
            }
            else if (field.IsRepeated)
            {
                var list = (IList)field.Accessor.GetValue(message);
                for (var i = random.Next(3); i > 0; i--)
                {
                    list.Add(Value(field, depth + 1));
                }
            }
            else
            {
                field.Accessor.SetValue(message, Value(field, depth + 1));
            }
        }

        return message;
    }

    private object Value(FieldDescriptor field, int depth) => field.FieldType switch
    {
        FieldType.Double => random.Next(4) == 0 ? random.Next(-10, 1000) : (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-30, 30)),
        FieldType.Float => (float)random.NextDouble(),
        FieldType.Int32 => random.Next(int.MinValue, int.MaxValue),
        FieldType.UInt32 => (uint)random.NextInt64(0, uint.MaxValue),
        FieldType.Int64 => random.NextInt64(long.MinValue, long.MaxValue),
        FieldType.UInt64 => (ulong)random.NextInt64(long.MinValue, long.MaxValue),
        FieldType.Bool => random.Next(2) == 0,
        FieldType.String => Texts[random.Next(Texts.Length)],
        FieldType.Bytes => ByteString.CopyFrom(Enumerable.Range(0, random.Next(40)).Select(_ => (byte)random.Next(256)).ToArray()),
        FieldType.Enum => field.EnumType.Values[random.Next(field.EnumType.Values.Count)].Number,
        FieldType.Message => Make(field.MessageType, depth),
        _ => throw new NotSupportedException($"no field of the v1 API is {field.FieldType}"),
    };
}
