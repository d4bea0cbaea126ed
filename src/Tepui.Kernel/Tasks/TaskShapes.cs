using System;
using System.Collections.Generic;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Tasks;

/// <summary>
/// Finds the shape that other tasks have already. It remembers the newest few thousand and no more, however many have come
/// and gone: what is not found is only not shared.
/// </summary>
public sealed class TaskShapes
{
    private const int Remembered = 4096;

    private Dictionary<byte[], TaskShape> _young = New();
    private Dictionary<byte[], TaskShape> _old = New();
    private byte[] _scratch = new byte[1024];

    public TaskShape? Find(ReadOnlySpan<byte> wire)
    {
        if (_young.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(wire, out var shape))
        {
            return shape;
        }

        if (_old.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(wire, out var key, out shape))
        {
            Remember(key, shape);
        }

        return shape;
    }

    public TaskShape Add(ReadOnlySpan<byte> wire, ResourceSet resources)
    {
        var bytes = wire.ToArray();
        var shape = new TaskShape(bytes, resources);
        Remember(bytes, shape);
        return shape;
    }

    /// <summary>The shape of a message whose ids, state and statuses are not set.</summary>
    public TaskShape Of(Task message, ResourceSet resources)
    {
        var size = message.CalculateSize();
        if (size > _scratch.Length)
        {
            Array.Resize(ref _scratch, size * 2);
        }

        var wire = _scratch.AsSpan(0, size);
        message.WriteTo(wire);
        return Find(wire) ?? Add(wire, resources);
    }

    private static Dictionary<byte[], TaskShape> New() => new(ByteComparer.Instance);

    private void Remember(byte[] wire, TaskShape shape)
    {
        if (_young.Count == Remembered)
        {
            (_young, _old) = (_old, _young);
            _young.Clear();
        }

        _young[wire] = shape;
    }

    private sealed class ByteComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly ByteComparer Instance = new();

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());
    }
}
