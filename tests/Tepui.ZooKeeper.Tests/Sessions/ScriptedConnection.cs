using System;
using System.IO;
using System.Threading.Tasks;
using Tepui.ZooKeeper.Wire;

namespace Tepui.ZooKeeper.Tests.Sessions;

/// <summary>A server's end of one connection.</summary>
internal sealed class ScriptedConnection(ServerAddress server, Stream stream)
{
    /// <summary>A busy machine is slow; what does not come by then does not come.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FrameReader _frames = new(stream);

    public ServerAddress Server => server;

    public async Task<ConnectRequest> ReadConnectAsync()
    {
        var reader = new JuteReader(await ReadFrameAsync());
        reader.Int().ShouldBe(0);
        long zxid = reader.Long();
        int timeout = reader.Int();
        long session = reader.Long();
        byte[] password = reader.Bytes();
        reader.Bool().ShouldBeFalse("a client that can do with a read-only server");
        return new ConnectRequest(zxid, TimeSpan.FromMilliseconds(timeout), session, password);
    }

    /// <summary>Takes the client.</summary>
    public async Task<ConnectRequest> WelcomeAsync(long session = 0x77, int timeout = 9000, bool? readOnly = false)
    {
        ConnectRequest request = await ReadConnectAsync();
        JuteWriter writer = new JuteWriter().Int(0).Int(timeout).Long(session).Bytes([1, 2, 3]);
        await SendAsync(readOnly is { } flag ? writer.Bool(flag) : writer);
        return request;
    }

    public async Task<ScriptedRequest> ReadAsync()
    {
        byte[] frame = await ReadFrameAsync();
        return Parse(frame);
    }

    /// <summary>Reads a request of this kind, and of no other.</summary>
    public async Task<ScriptedRequest> ReadAsync(Operation operation)
    {
        ScriptedRequest request = await ReadAsync();
        request.Operation.ShouldBe(operation);
        return request;
    }

    public Task AnswerAsync(ScriptedRequest request, long zxid = 0, int error = 0, Func<JuteWriter, JuteWriter>? body = null)
    {
        JuteWriter writer = new JuteWriter().Int(request.Xid).Long(zxid).Int(error);
        return SendAsync(body is null ? writer : body(writer));
    }

    public Task TellAsync(WatchEventKind kind, string path) =>
        SendAsync(new JuteWriter().Int(FixedXid.Event).Long(-1).Int(0).Int((int)kind).Int(3).Text(path));

    public Task SendAsync(JuteWriter writer) => SendAsync(writer.ToFrame());

    public async Task SendAsync(byte[] bytes) => await stream.WriteAsync(bytes);

    public void Close() => stream.Dispose();

    /// <summary>Waits until the client closes it.</summary>
    public async Task ReadEndAsync()
    {
        try
        {
            while (await _frames.ReadAsync().AsTask().WaitAsync(Patience) is not null)
            {
                // What it had sent before.
            }
        }
        catch (IOException)
        {
            // Closed with something unread.
        }
    }

    private static ScriptedRequest Parse(byte[] frame)
    {
        var reader = new JuteReader(frame);
        return new ScriptedRequest(reader.Int(), (Operation)reader.Int(), frame[8..]);
    }

    private async Task<byte[]> ReadFrameAsync() =>
        await _frames.ReadAsync().AsTask().WaitAsync(Patience) ?? throw new EndOfStreamException("the client closed the connection");
}

/// <summary>What a client asked.</summary>
internal sealed record ScriptedRequest(int Xid, Operation Operation, byte[] Body)
{
    /// <summary>Most requests begin with a path.</summary>
    public string Path => new JuteReader(Body).Text();
}
