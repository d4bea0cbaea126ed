using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Google.Protobuf;
using Tepui.Protocol.Codecs;

namespace Tepui.Client.Http;

/// <summary>
/// Calls to one path of one server over one kept-alive connection, in order and without waiting for answers between
/// them (HTTP/1.1 pipelining, which the platform's own client does not do). Calls are gathered until
/// <see cref="Flush"/>; what was gathered goes out in one write.
/// </summary>
internal sealed class CallChannel : IAsyncDisposable
{
    // A server that takes calls and answers none of so many is as good as gone.
    private const int MostUnanswered = 100_000;

    private readonly Uri _server;
    private readonly MessageEncoding _encoding;
    private readonly TimeSpan _connectTimeout;
    private readonly byte[] _head;
    private readonly Lock _gate = new();
    private readonly Queue<Pending> _unanswered = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly ArrayBufferWriter<byte> _json = new();
    private ArrayBufferWriter<byte> _gathered = new();
    private ArrayBufferWriter<byte> _leaving = new();
    private Socket? _socket;
    private bool _isSending;
    private MesosException? _broken;

    public CallChannel(
        Uri server, string path, MessageEncoding encoding, string? streamId, TimeSpan connectTimeout, BasicCredential? credential)
    {
        _server = server;
        _encoding = encoding;
        _connectTimeout = connectTimeout;
        var mediaType = MediaTypes.Of(encoding);
        var stream = streamId is null ? "" : $"Mesos-Stream-Id: {streamId}\r\n";
        var authorization = credential is null ? "" : $"Authorization: {credential.Authorization}\r\n";
        _head = Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: {server.Authority}\r\nContent-Type: {mediaType}\r\nAccept: {mediaType}\r\n" +
            $"{authorization}{stream}Content-Length: ");
    }

    /// <summary>A call without anyone waiting for its answer was refused.</summary>
    public Action<IMessage, MesosException>? Refused { get; init; }

    /// <summary>The connection failed with calls on the way; what became of them is not known. Raised once.</summary>
    public Action<MesosException>? Broken { get; init; }

    /// <summary>A Unix socket in place of the server's address; null for TCP.</summary>
    public string? DomainSocket { get; init; }

    /// <summary>Gathers a call. What fails is told to the waiter, or to <see cref="Refused"/> when there is none.</summary>
    public void Post(IMessage call, TaskCompletionSource<HttpAnswer>? waiter = null)
    {
        lock (_gate)
        {
            if (_broken is null && _unanswered.Count < MostUnanswered)
            {
                _unanswered.Enqueue(new Pending(call, waiter));
                WriteRequest(call);
                return;
            }
        }

        Break(new MesosException($"{_server.Authority} has not answered the last {MostUnanswered} calls"));
        waiter?.TrySetException(_broken!);
    }

    /// <summary>Sends what is gathered; returns at once when the connection cannot take it all.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            if (_isSending || _broken is not null || _gathered.WrittenCount == 0)
            {
                return;
            }

            _isSending = true;
        }

        _ = SendGatheredAsync();
    }

    public async Task<HttpAnswer> SendAsync(IMessage call)
    {
        var waiter = new TaskCompletionSource<HttpAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(call, waiter);
        Flush();
        return await waiter.Task;
    }

    /// <summary>Completes once the calls posted so far are answered, or the connection is broken.</summary>
    public Task WhenAnsweredAsync()
    {
        Flush();
        lock (_gate)
        {
            if (_unanswered.Count == 0 || _broken is not null)
            {
                return Task.CompletedTask;
            }

            return _unanswered.ToArray()[^1].AnsweredAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Break(new MesosException("the connection was closed on our side"), isTold: false);
        await _closing.CancelAsync();
        _closing.Dispose();
    }

    private void WriteRequest(IMessage call)
    {
        _gathered.Write(_head);
        if (_encoding == MessageEncoding.Protobuf)
        {
            WriteLength(call.CalculateSize());
            call.WriteTo(_gathered);
            return;
        }

        _json.ResetWrittenCount();
        MessageCodec.Encode(_encoding, call, _json);
        WriteLength(_json.WrittenCount);
        _gathered.Write(_json.WrittenSpan);
    }

    private void WriteLength(int length)
    {
        var span = _gathered.GetSpan(16);
        length.TryFormat(span, out var digits);
        "\r\n\r\n"u8.CopyTo(span[digits..]);
        _gathered.Advance(digits + 4);
    }

    private async Task SendGatheredAsync()
    {
        try
        {
            var socket = _socket ?? await ConnectAsync();
            while (TakeGathered())
            {
                for (var left = _leaving.WrittenMemory; left.Length > 0;)
                {
                    left = left[await socket.SendAsync(left, SocketFlags.None, _closing.Token)..];
                }

                _leaving.ResetWrittenCount();
            }
        }
        catch (Exception exception) when (exception is SocketException or IOException
            or ObjectDisposedException or OperationCanceledException)
        {
            Break(new MesosException($"the connection to {_server.Authority} failed: {exception.Message}", null, exception));
        }
    }

    private bool TakeGathered()
    {
        lock (_gate)
        {
            _isSending = _gathered.WrittenCount > 0 && _broken is null;
            if (_isSending)
            {
                (_gathered, _leaving) = (_leaving, _gathered);
            }

            return _isSending;
        }
    }

    private async Task<Socket> ConnectAsync()
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
        timeout.CancelAfter(_connectTimeout);
        var socket = DomainSocket is { } path
            ? await Http.DomainSocket.ConnectAsync(path, timeout.Token)
            : await ConnectAsync(_server, timeout.Token);
        _socket = socket;
        _ = ReceiveAsync(socket);
        return socket;
    }

    private static async Task<Socket> ConnectAsync(Uri server, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server.DnsSafeHost, server.Port, cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task ReceiveAsync(Socket socket)
    {
        var reader = PipeReader.Create(new NetworkStream(socket, ownsSocket: true));
        MesosException? failure = null;
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync(_closing.Token);
                var buffer = result.Buffer;
                while (HttpAnswerReader.TryRead(ref buffer, out var answer))
                {
                    Answered(answer);
                }

                reader.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted)
                {
                    break;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or SocketException
            or ObjectDisposedException or OperationCanceledException)
        {
            failure = new MesosException($"the connection to {_server.Authority} failed: {exception.Message}", null, exception);
        }

        await reader.CompleteAsync();
        Ended(failure);
    }

    /// <summary>A server may close a connection that is idle: the next call opens another.</summary>
    private void Ended(MesosException? failure)
    {
        lock (_gate)
        {
            if (_unanswered.Count == 0 && !_isSending && _broken is null)
            {
                _socket = null;
                return;
            }
        }

        Break(failure ?? new MesosException($"{_server.Authority} closed the connection"));
    }

    private void Answered(HttpAnswer answer)
    {
        Pending? pending;
        lock (_gate)
        {
            if (!_unanswered.TryDequeue(out pending))
            {
                throw new InvalidDataException("an answer came that nobody asked for");
            }
        }

        pending.Answered?.TrySetResult();
        if (pending.Waiter is not null)
        {
            pending.Waiter.TrySetResult(answer);
        }
        else if (!answer.IsSuccess)
        {
            Refused?.Invoke(pending.Call, ApiTransport.Refusal(answer.StatusCode, answer.Body));
        }
    }

    private void Break(MesosException reason, bool isTold = true)
    {
        Pending[] lost;
        lock (_gate)
        {
            if (_broken is not null)
            {
                return;
            }

            _broken = reason;
            _isSending = false;
            lost = [.. _unanswered];
            _unanswered.Clear();
        }

        _socket?.Dispose();
        foreach (var pending in lost)
        {
            pending.Answered?.TrySetResult();
            pending.Waiter?.TrySetException(reason);
        }

        if (isTold)
        {
            Broken?.Invoke(reason);
        }
    }

    /// <summary>A call on its way. Whoever asks for <see cref="AnsweredAsync"/> learns that it came to an end, whichever.</summary>
    private sealed class Pending(IMessage call, TaskCompletionSource<HttpAnswer>? waiter)
    {
        public IMessage Call { get; } = call;

        public TaskCompletionSource<HttpAnswer>? Waiter { get; } = waiter;

        public TaskCompletionSource? Answered { get; private set; }

        public Task AnsweredAsync() =>
            (Answered ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }
}
