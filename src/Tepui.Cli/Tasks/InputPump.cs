using System;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Google.Protobuf;
using Mesos.V1;
using Mesos.V1.Agent;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Cli.Tasks;

/// <summary>Makes messages of what comes in here: keys or other bytes, the window's size, heartbeats.</summary>
internal sealed class InputPump : IDisposable
{
    private const byte EndOfTransmission = 4;

    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(30);

    private readonly Channel<ProcessIO> _messages = Channel.CreateBounded<ProcessIO>(16);
    private readonly CancellationTokenSource _over = new();
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly bool _isTerminal;
    private readonly EscapeFilter? _escape;
    private readonly PosixSignalRegistration? _resized;

    /// <param name="isTerminal">The other side is a terminal.</param>
    /// <param name="escape">Looked at before anything is sent; null sends all.</param>
    public InputPump(bool isTerminal, bool readsInput, EscapeFilter? escape)
    {
        _isTerminal = isTerminal;
        _escape = escape;
        if (isTerminal && LocalTerminal.Size is not null)
        {
            TellSize();
            _resized = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => TellSize());
        }

        if (readsInput)
            new Thread(Read) { IsBackground = true, Name = "input" }.Start();
        _ = BeatAsync();
    }

    public ChannelReader<ProcessIO> Messages => _messages.Reader;

    /// <summary>Completes when the escape keys were pressed.</summary>
    public Task Left => _left.Task;

    /// <summary>No more messages.</summary>
    public void Dispose()
    {
        _resized?.Dispose();
        _over.Cancel();
        _ = _messages.Writer.TryComplete();
    }

    private static ProcessIO Data(ReadOnlySpan<byte> bytes) => new()
    {
        Type = ProcessIO.Types.Type.Data,
        Data = new ProcessIO.Types.Data { Type = ProcessIO.Types.Data.Types.Type.Stdin, Data_ = ByteString.CopyFrom(bytes) },
    };

    private void TellSize()
    {
        if (LocalTerminal.Size is not { } size)
            return;
        _ = _messages.Writer.TryWrite(new ProcessIO
        {
            Type = ProcessIO.Types.Type.Control,
            Control = new ProcessIO.Types.Control
            {
                Type = ProcessIO.Types.Control.Types.Type.TtyInfo,
                TtyInfo = new TTYInfo { WindowSize = new TTYInfo.Types.WindowSize { Rows = size.Rows, Columns = size.Columns } },
            },
        });
    }

    private void Read()
    {
        var buffer = new byte[16 * 1024];
        while (!_over.IsCancellationRequested)
        {
            var count = LocalTerminal.Read(buffer);
            if (count == 0)
            {
                // To a terminal the end of a file is a character; to a pipe, a message without data.
                Send(_isTerminal ? [EndOfTransmission] : []);
                return;
            }

            if (_escape is null)
            {
                Send(buffer.AsSpan(0, count));
                continue;
            }

            var passed = _escape.Feed(buffer.AsSpan(0, count));
            if (passed.Length > 0)
                Send(passed);
            if (_escape.HasLeft)
            {
                _left.TrySetResult();
                return;
            }
        }
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        var message = Data(bytes);
        while (!_messages.Writer.TryWrite(message))
        {
            if (!WaitForRoom())
                return;
        }
    }

    private bool WaitForRoom()
    {
        try
        {
#pragma warning disable VSTHRD002 // The terminal is read by a thread of its own, which may wait.
            return _messages.Writer.WaitToWriteAsync(_over.Token).AsTask().GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task BeatAsync()
    {
        var heartbeat = new ProcessIO
        {
            Type = ProcessIO.Types.Type.Control,
            Control = new ProcessIO.Types.Control
            {
                Type = ProcessIO.Types.Control.Types.Type.Heartbeat,
                Heartbeat = new ProcessIO.Types.Control.Types.Heartbeat
                {
                    Interval = new DurationInfo { Nanoseconds = HeartbeatInterval.Ticks * TimeSpan.NanosecondsPerTick },
                },
            },
        };
        using var timer = new PeriodicTimer(HeartbeatInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(_over.Token))
                _ = _messages.Writer.TryWrite(heartbeat);
        }
        catch (OperationCanceledException)
        {
            // It is over.
        }
    }
}
