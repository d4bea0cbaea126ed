using System;

namespace Tepui.Protocol.Codecs;

/// <summary>Bytes that are no message of the type they were said to be. The message is one line, for people.</summary>
public sealed class MalformedMessageException : FormatException
{
    public MalformedMessageException(string message)
        : base(message)
    {
    }
}
