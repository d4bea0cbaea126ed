using System;

namespace Tepui.Protocol.Records;

/// <summary>A stream of records or frames that breaks its own rules; nothing after it can be read. One line, for people.</summary>
public sealed class RecordException : FormatException
{
    public RecordException(string message)
        : base(message)
    {
    }
}
