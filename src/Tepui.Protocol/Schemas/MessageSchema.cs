using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Text;
using Google.Protobuf.Reflection;

namespace Tepui.Protocol.Schemas;

/// <summary>A message type as the codecs see it: compiled from its descriptor on first use, then shared.</summary>
internal sealed class MessageSchema
{
    private const int LargestIndexedNumber = 255;

    private static readonly ConcurrentDictionary<string, MessageSchema> Compiled = new(StringComparer.Ordinal);

    private static readonly ConcurrentDictionary<Type, MessageSchema> OfClasses = new();

    private readonly FieldSchema?[] _byNumber;
    private readonly Dictionary<int, FieldSchema> _byLargeNumber = [];
    private readonly Dictionary<byte[], FieldSchema>.AlternateLookup<ReadOnlySpan<byte>> _byName;

    private MessageSchema(string name)
    {
        var descriptor = DescriptorSet.Message(name);
        Name = descriptor.Name;
        FullName = name[1..];
        var declared = descriptor.Field;
        Fields = new FieldSchema[declared.Count];
        var byName = new Dictionary<byte[], FieldSchema>(Utf8KeyComparer.Instance);
        var largest = 0;
        for (var i = 0; i < Fields.Length; i++)
        {
            var field = new FieldSchema(declared[i], i, FullName);
            Fields[i] = field;
            byName.Add(Encoding.UTF8.GetBytes(field.Name), field);
            if (field.Number > LargestIndexedNumber)
            {
                _byLargeNumber.Add(field.Number, field);
            }
            else
            {
                largest = Math.Max(largest, field.Number);
            }
        }

        _byNumber = new FieldSchema?[largest + 1];
        foreach (var field in Fields)
        {
            if (field.Number <= LargestIndexedNumber)
            {
                _byNumber[field.Number] = field;
            }
        }

        _byName = byName.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public string Name { get; }

    public string FullName { get; }

    /// <summary>In the order of their declaration.</summary>
    public FieldSchema[] Fields { get; }

    /// <summary>The schema of a generated class.</summary>
    public static MessageSchema Of(Type message) => OfClasses.GetOrAdd(message, static found => Of(DescriptorSet.NameOf(found)));

    public static MessageSchema Of(MessageDescriptor descriptor) => Of('.' + descriptor.FullName);

    /// <summary>By its name in the .proto files, with a dot before it.</summary>
    public static MessageSchema Of(string name) => Compiled.GetOrAdd(name, static wanted => new MessageSchema(wanted));

    public FieldSchema? ByNumber(int number)
    {
        if ((uint)number < (uint)_byNumber.Length)
        {
            return _byNumber[number];
        }

        return number > LargestIndexedNumber && _byLargeNumber.TryGetValue(number, out var field) ? field : null;
    }

    public FieldSchema? ByName(ReadOnlySpan<byte> name) => _byName.TryGetValue(name, out var field) ? field : null;
}
