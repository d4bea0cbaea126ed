using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using Google.Protobuf.Reflection;

namespace Tepui.Protocol.Schemas;

/// <summary>An enum's names and numbers, ready for JSON.</summary>
internal sealed class EnumSchema
{
    private static readonly ConcurrentDictionary<EnumDescriptor, EnumSchema> Compiled = new();

    private readonly Dictionary<int, JsonEncodedText> _names = [];
    private readonly Dictionary<byte[], int>.AlternateLookup<System.ReadOnlySpan<byte>> _numbers;

    private EnumSchema(EnumDescriptor descriptor)
    {
        var numbers = new Dictionary<byte[], int>(Utf8KeyComparer.Instance);
        foreach (var value in descriptor.Values)
        {
            numbers[Encoding.UTF8.GetBytes(value.Name)] = value.Number;
            _names.TryAdd(value.Number, JsonEncodedText.Encode(value.Name));
        }

        _numbers = numbers.GetAlternateLookup<System.ReadOnlySpan<byte>>();
        First = descriptor.Values[0].Number;
    }

    /// <summary>The value first declared: what an unset field without a default reads as.</summary>
    public int First { get; }

    public static EnumSchema Of(EnumDescriptor descriptor) =>
        Compiled.GetOrAdd(descriptor, static found => new EnumSchema(found));

    public bool Knows(int number) => _names.ContainsKey(number);

    public bool TryGetName(int number, out JsonEncodedText name) => _names.TryGetValue(number, out name);

    public bool TryGetNumber(System.ReadOnlySpan<byte> name, out int number) => _numbers.TryGetValue(name, out number);
}
