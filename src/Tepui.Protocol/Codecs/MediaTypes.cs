using System;
using System.Diagnostics.CodeAnalysis;

namespace Tepui.Protocol.Codecs;

/// <summary>The media types of the v1 APIs (docs/scheduler-http-api.md of Mesos).</summary>
public static class MediaTypes
{
    public const string Json = "application/json";
    public const string Protobuf = "application/x-protobuf";
    public const string RecordIo = "application/recordio";

    public static string Of(MessageEncoding encoding) => encoding == MessageEncoding.Json ? Json : Protobuf;

    /// <summary>The encoding that a Content-Type names; its parameters, such as a charset, do not matter.</summary>
    public static bool TryParse([NotNullWhen(true)] string? contentType, out MessageEncoding encoding)
    {
        var type = contentType.AsSpan();
        var parameters = type.IndexOf(';');
        type = (parameters < 0 ? type : type[..parameters]).Trim();
        encoding = type.Equals(Json, StringComparison.OrdinalIgnoreCase) ? MessageEncoding.Json : MessageEncoding.Protobuf;
        return encoding == MessageEncoding.Json || type.Equals(Protobuf, StringComparison.OrdinalIgnoreCase);
    }
}
