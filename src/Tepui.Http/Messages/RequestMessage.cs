using System.Threading.Tasks;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Tepui.Http.Responses;
using Tepui.Protocol.Codecs;

namespace Tepui.Http.Messages;

/// <summary>Bodies that are one message, in and out.</summary>
public static class RequestMessage
{
    /// <summary>The message in the request's body.</summary>
    /// <exception cref="RequestRefusedException">400 naming all that is wrong with it; 413; 415.</exception>
    public static Task<T> ReadAsync<T>(HttpContext context, int limit)
        where T : class, IMessage<T>, new()
    {
        MessageEncoding encoding = ContentNegotiation.RequestEncoding(context.Request);
        return RequestBody.ReadAsync(context, limit, encoding, static (encoding, body) =>
        {
            Decoded<T> decoded = MessageCodec.Decode<T>(encoding, body);
            return decoded.TryGet(out T? message) ? message : throw RequestRefusedException.BadRequest(decoded.Error);
        });
    }

    /// <summary>Answers 200 with a message.</summary>
    public static async Task WriteAsync(HttpContext context, MessageEncoding encoding, IMessage message)
    {
        using var body = new PooledPieces();
        MessageCodec.Encode(encoding, message, body);
        await context.WrittenAsync(MediaTypes.Of(encoding), body).ConfigureAwait(false);
    }
}
