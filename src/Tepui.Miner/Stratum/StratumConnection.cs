using System;
using System.Buffers;
using System.IO;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Miner.Stratum;

/// <summary>Messages over a byte stream, one a line; both ends of a session use it. Writers may come from any thread.</summary>
public sealed class StratumConnection : IAsyncDisposable
{
    /// <summary>A job of a full block has 12 Merkle branches and is some 2 KiB long.</summary>
    public const int DefaultMaximumLine = 64 * 1024;

    private readonly Stream _stream;
    private readonly PipeReader _reader;
    private readonly int _maximumLine;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly ArrayBufferWriter<byte> _output = new(1024);

    public StratumConnection(Stream stream, int maximumLine = DefaultMaximumLine)
    {
        _stream = stream;
        _maximumLine = maximumLine;
        _reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
    }

    /// <summary>The next message; null once the peer has closed. Blank lines are passed over.</summary>
    /// <exception cref="InvalidDataException">A line is longer than allowed; nothing more can be read.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public async ValueTask<StratumMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await _reader.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = buffer.Slice(0, end);
                var rest = buffer.GetPosition(1, end);
                if (line.Length > _maximumLine) throw TooLong();
                var message = IsBlank(line) ? null : StratumReader.Read(line);
                if (message is not null)
                {
                    _reader.AdvanceTo(rest);
                    return message;
                }

                buffer = buffer.Slice(rest);
            }

            if (buffer.Length > _maximumLine) throw TooLong();
            _reader.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted) return null;
        }
    }

    /// <summary>Sends the messages in one write.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<StratumMessage> messages, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            _output.ResetWrittenCount();
            for (var i = 0; i < messages.Length; i++) StratumWriter.Write(_output, messages.Span[i]);
            await _stream.WriteAsync(_output.WrittenMemory, cancellationToken);
            await _stream.FlushAsync(cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    public ValueTask WriteAsync(StratumMessage message, CancellationToken cancellationToken) =>
        WriteAsync(new[] { message }, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _reader.CompleteAsync();
        await _stream.DisposeAsync();
        _writing.Dispose();
    }

    private static bool IsBlank(ReadOnlySequence<byte> line)
    {
        foreach (var segment in line)
        {
            if (segment.Span.ContainsAnyExcept(" \t\r"u8)) return false;
        }

        return true;
    }

    private InvalidDataException TooLong() => new($"a line is longer than {_maximumLine} bytes");
}
