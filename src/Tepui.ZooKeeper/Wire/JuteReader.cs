using System;
using System.Buffers.Binary;
using System.Text;

namespace Tepui.ZooKeeper.Wire;

/// <summary>Reads records in ZooKeeper's encoding from a frame without its length; believes no length it reads.</summary>
internal ref struct JuteReader(ReadOnlySpan<byte> frame)
{
    private ReadOnlySpan<byte> _rest = frame;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public int Int() => BinaryPrimitives.ReadInt32BigEndian(Take(4));

    public long Long() => BinaryPrimitives.ReadInt64BigEndian(Take(8));

    public bool Bool() => Take(1)[0] != 0;

    /// <summary>Nothing at all (a length of -1) is read as empty.</summary>
    public byte[] Bytes()
    {
        int length = Int();
        return length == -1 ? [] : Take(length).ToArray();
    }

    public string Text()
    {
        int length = Int();
        return length == -1 ? "" : Encoding.UTF8.GetString(Take(length));
    }

    public string[] Texts()
    {
        int count = Int();
        if (count is -1 or 0)
            return [];
        if (count < 0 || count > _rest.Length / 4)
            throw new WireException($"a list of {count} entries in {_rest.Length} bytes");
        var texts = new string[count];
        for (int i = 0; i < count; i++)
            texts[i] = Text();
        return texts;
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length < 0 || length > _rest.Length)
            throw new WireException($"{length} bytes were announced where {_rest.Length} are left");
        ReadOnlySpan<byte> taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
