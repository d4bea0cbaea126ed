using Microsoft.AspNetCore.Http;
using Tepui.Http.Responses;
using Tepui.Protocol.Codecs;

namespace Tepui.Http.Messages;

/// <summary>Which encoding a request has and which its answer gets; faults are told in the way Mesos tells them.</summary>
public static class ContentNegotiation
{
    /// <summary>The body's encoding by <c>Content-Type</c>; parameters such as a charset are let through.</summary>
    /// <exception cref="RequestRefusedException">400 without the header, 415 for another type.</exception>
    public static MessageEncoding RequestEncoding(HttpRequest request)
    {
        string? contentType = request.ContentType;
        if (string.IsNullOrEmpty(contentType))
        {
            throw RequestRefusedException.BadRequest("Expecting 'Content-Type' to be present");
        }

        if (MediaTypes.TryParse(contentType, out MessageEncoding encoding))
        {
            return encoding;
        }

        throw RequestRefusedException.UnsupportedMediaType(
            $"Expecting 'Content-Type' of {MediaTypes.Json} or {MediaTypes.Protobuf}");
    }

    /// <summary>The answer's encoding by <c>Accept</c>: JSON when both are allowed.</summary>
    /// <exception cref="RequestRefusedException">406 when neither is.</exception>
    public static MessageEncoding ResponseEncoding(HttpRequest request)
    {
        if (AcceptHeader.Allows(request.Headers.Accept, MediaTypes.Json))
        {
            return MessageEncoding.Json;
        }

        if (AcceptHeader.Allows(request.Headers.Accept, MediaTypes.Protobuf))
        {
            return MessageEncoding.Protobuf;
        }

        throw RequestRefusedException.NotAcceptable(
            $"Expecting 'Accept' to allow '{MediaTypes.Protobuf}' or '{MediaTypes.Json}'");
    }
}
