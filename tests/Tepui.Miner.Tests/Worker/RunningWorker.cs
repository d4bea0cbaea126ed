using System;
using System.IO;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Tepui.Miner.Hashing;
using Tepui.Miner.Worker;
using Tepui.Testing;

namespace Tepui.Miner.Tests.Worker;

/// <summary>A worker on virtual time whose connections end in <see cref="ScriptedServer"/>s.</summary>
internal sealed class RunningWorker : IAsyncDisposable, ILogger
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<ScriptedServer> _servers = Channel.CreateUnbounded<ScriptedServer>();
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private int _failures;

    /// <param name="failures">So many of the first connections are refused.</param>
    public RunningWorker(WorkerOptions? options = null, int failures = 0)
    {
        _failures = failures;
        var worker = new MinerWorker(
            options ?? new WorkerOptions("pool.example", 9332) { Threads = 2, User = "ann", Password = "pass" },
            NonceScanner.Fastest,
            ConnectAsync,
            Time,
            this);
        Ending = Task.Run(() => worker.RunAsync(_stop.Token));
    }

    public VirtualTime Time { get; } = new();

    public Task<bool> Ending { get; }

    /// <summary>The next connection, moving time on while the worker waits to make it.</summary>
    public async Task<ScriptedServer> NextServerAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        ScriptedServer? server;
        while (!_servers.Reader.TryRead(out server))
        {
            patience.Token.ThrowIfCancellationRequested();
            Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        return server;
    }

    /// <summary>The next line told that starts so; others are passed over.</summary>
    public async Task<string> NextLineAsync(string start)
    {
        using var patience = new CancellationTokenSource(Patience);
        await foreach (var line in _lines.Reader.ReadAllAsync(patience.Token))
            if (line.StartsWith(start, StringComparison.Ordinal))
                return line;
        throw new InvalidOperationException();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Ending;
        _stop.Dispose();
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Writer.TryWrite(formatter(state, exception));

    private async ValueTask<Stream> ConnectAsync(string host, int port, CancellationToken cancellation)
    {
        if (Interlocked.Decrement(ref _failures) >= 0)
            throw new IOException("cannot connect: nobody there");
        var (mine, theirs) = LinkedStreams.Create();
        await _servers.Writer.WriteAsync(new ScriptedServer(theirs, host, port), cancellation);
        return mine;
    }
}
