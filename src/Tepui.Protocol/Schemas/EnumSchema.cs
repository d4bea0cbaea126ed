using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;

namespace Tepui.Protocol.Schemas;

/// <summary>An enum's names and numbers, ready for JSON.</summary>
internal sealed class EnumSchema
{
    private static readonly ConcurrentDictionary<string, EnumSchema> Compiled = new(StringComparer.Ordinal);

    private readonly Dictionary<int, JsonEncodedText> _names = [];
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> _numbers;

    private EnumSchema(string name)
    {
        var values = DescriptorSet.Enum(name).Value;
        var numbers = new Dictionary<byte[], int>(Utf8KeyComparer.Instance);
        foreach (var value in values)
        {
            numbers[Encoding.UTF8.GetBytes(value.Name)] = value.Number;
            _names.TryAdd(value.Number, JsonEncodedText.Encode(value.Name));
        }

        _numbers = numbers.GetAlternateLookup<ReadOnlySpan<byte>>();
        First = values[0].Number;
    }

    /// <summary>The value first declared: what an unset field without a default reads as.</summary>
    public int First { get; }

    /// <summary>By its name in the .proto files, with a dot before it.</summary>
    public static EnumSchema Of(string name) => Compiled.GetOrAdd(name, static wanted => new EnumSchema(wanted));

    public bool Knows(int number) => _names.ContainsKey(number);

    public bool TryGetName(int number, out JsonEncodedText name) => _names.TryGetValue(number, out name);

    public bool TryGetNumber(ReadOnlySpan<byte> name, out int number) => _numbers.TryGetValue(name, out number);
}
