namespace Tepui.Protocol.Wire;

/// <summary>One appearance of a field in a message's bytes.</summary>
internal struct Occurrence
{
    /// <summary>The value of a varint or fixed field.</summary>
    public ulong Bits;

    /// <summary>Where a length-delimited value starts in the message, and how long it is; length -1 for other values.</summary>
    public int Start;
    public int Length;

    /// <summary>The next appearance of the same field; -1 for none.</summary>
    public int Next;
}
