using Microsoft.AspNetCore.Http;
using Tepui.Http.Responses;
using Tepui.Protocol.Codecs;

namespace Tepui.Agent.Sessions;

/// <summary>
/// What a request's headers say of its body and of the answer (docs/operator-http-api.md): a stream of records has the type
/// <c>application/recordio</c>, and the records' own type in a header beside it.
/// </summary>
/// <param name="Content">Of the body, or of the records in it.</param>
/// <param name="IsStream">The body is a stream of records.</param>
/// <param name="Accept">Of the answer, or of the records in it.</param>
/// <param name="AcceptsStream">The answer is asked for as a stream of records by name.</param>
internal readonly record struct StreamMedia(MessageEncoding Content, bool IsStream, MessageEncoding Accept, bool AcceptsStream)
{
    public const string MessageContentType = "Message-Content-Type";
    public const string MessageAccept = "Message-Accept";

    private const string Either = $"{MediaTypes.Json} or {MediaTypes.Protobuf}";

    /// <exception cref="RequestRefusedException">400, 406 or 415, with Mesos's words.</exception>
    public static StreamMedia Of(HttpRequest request)
    {
        (MessageEncoding content, bool isStream) = ContentOf(request);
        (MessageEncoding accept, bool acceptsStream) = AcceptOf(request);
        return new StreamMedia(content, isStream, accept, acceptsStream);
    }

    private static (MessageEncoding Encoding, bool IsStream) ContentOf(HttpRequest request)
    {
        string? type = request.ContentType;
        if (string.IsNullOrEmpty(type))
            throw RequestRefusedException.BadRequest("Expecting 'Content-Type' to be present");
        string? messageType = request.Headers[MessageContentType];
        if (MediaTypes.TryParse(type, out MessageEncoding encoding))
        {
            return messageType is null
                ? (encoding, false)
                : throw RequestRefusedException.UnsupportedMediaType(
                    $"Expecting '{MessageContentType}' to be not set for non-streaming requests");
        }

        if (!AcceptHeader.Allows(type, MediaTypes.RecordIo))
        {
            throw RequestRefusedException.UnsupportedMediaType(
                $"Expecting 'Content-Type' of {MediaTypes.Json} or {MediaTypes.Protobuf} or {MediaTypes.RecordIo}");
        }

        if (messageType is null)
            throw RequestRefusedException.BadRequest($"Expecting '{MessageContentType}' to be set for streaming requests");
        return MediaTypes.TryParse(messageType, out encoding)
            ? (encoding, true)
            : throw RequestRefusedException.UnsupportedMediaType($"Expecting '{MessageContentType}' of {Either}");
    }

    private static (MessageEncoding Encoding, bool IsStream) AcceptOf(HttpRequest request)
    {
        if (AllowedBy(request, "Accept") is { } encoding)
        {
            return request.Headers.ContainsKey(MessageAccept)
                ? throw RequestRefusedException.NotAcceptable($"Expecting '{MessageAccept}' to be not set for non-streaming responses")
                : (encoding, false);
        }

        if (!AcceptHeader.Allows(request.Headers.Accept, MediaTypes.RecordIo))
        {
            throw RequestRefusedException.NotAcceptable(
                $"Expecting 'Accept' to allow {MediaTypes.Json} or {MediaTypes.Protobuf} or {MediaTypes.RecordIo}");
        }

        return (AllowedBy(request, MessageAccept)
            ?? throw RequestRefusedException.NotAcceptable($"Expecting '{MessageAccept}' to allow {Either}"), true);
    }

    /// <summary>JSON when both are allowed.</summary>
    private static MessageEncoding? AllowedBy(HttpRequest request, string header) =>
        AcceptHeader.Allows(request.Headers[header], MediaTypes.Json) ? MessageEncoding.Json
        : AcceptHeader.Allows(request.Headers[header], MediaTypes.Protobuf) ? MessageEncoding.Protobuf
        : null;
}
