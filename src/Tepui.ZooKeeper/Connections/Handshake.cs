using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Tepui.ZooKeeper.Wire;

namespace Tepui.ZooKeeper.Connections;

/// <summary>A connection on which the server has answered the first message.</summary>
/// <param name="AskedAt">When the question was sent.</param>
internal sealed record Handshake(ServerAddress Server, Stream Stream, FrameReader Frames, ConnectResponse Response, DateTimeOffset AskedAt, long AskedTimestamp)
{
    public static async Task<Handshake> MakeAsync(
        Dial dial, ServerAddress server, ConnectRequest request, TimeProvider time, CancellationToken cancellation)
    {
        Stream stream = await dial(server, cancellation).ConfigureAwait(false);
        try
        {
            DateTimeOffset askedAt = time.GetUtcNow();
            long timestamp = time.GetTimestamp();
            await stream.WriteAsync(request.ToFrame(), cancellation).ConfigureAwait(false);
            var frames = new FrameReader(stream);
            byte[] answer = await frames.ReadAsync(cancellation).ConfigureAwait(false)
                ?? throw new WireException("it closed the connection: it does not serve, or is behind what was seen already");
            ConnectResponse response = ConnectResponse.Read(answer);
            if (response.IsReadOnly)
                throw new WireException("it has lost the other servers and only reads");
            return new Handshake(server, stream, frames, response, askedAt, timestamp);
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
