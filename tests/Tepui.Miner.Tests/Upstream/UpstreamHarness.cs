using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Tepui.Miner.Bitcoin;
using Tepui.Miner.Server;
using Tepui.Miner.Stratum;
using Tepui.Miner.Tests.Worker;
using Tepui.Miner.Upstream;
using Tepui.Testing;

namespace Tepui.Miner.Tests.Upstream;

/// <summary>Our server between scripted upstream pools, called a, b and c, and one worker, on virtual time and without sockets.</summary>
internal sealed class UpstreamHarness : IAsyncDisposable, ILogger
{
    public const string User = "worker.1";
    public const double Easy = 1e-9;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, Channel<ScriptedServer>> _servers = [];
    private readonly HashSet<string> _down = [];
    private readonly Channel<StratumMessage> _sent = Channel.CreateUnbounded<StratumMessage>();
    private readonly Channel<string> _closed = Channel.CreateUnbounded<string>();
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly UpstreamPools _pools;
    private readonly Task _running;
    private long _lastId;

    /// <param name="down">Pools that cannot be reached at first.</param>
    public UpstreamHarness(string names = "ab", string down = "")
    {
        foreach (var name in names)
            _servers[name.ToString()] = Channel.CreateUnbounded<ScriptedServer>();
        foreach (var name in down)
            _down.Add(name.ToString());
        _pools = new UpstreamPools(
            [.. names.Select(name => new UpstreamAddress(name.ToString(), 3333, "ann.proxy", "pass"))],
            TimeSpan.FromSeconds(10), ConnectAsync, Time, this);
        var settings = new PoolSettings(Easy, 1e-12, 1e15, TimeSpan.FromSeconds(10));
        Pool = _pools.OpenAsync(settings, _stop.Token).GetAwaiter().GetResult();
        Session = Pool.Join("10.0.0.1:4000", messages => messages.ToList().ForEach(message => _sent.Writer.TryWrite(message)), Closed);
        _running = _pools.RunAsync(Pool, () => { }, _stop.Token);
    }

    public VirtualTime Time { get; } = new(new DateTimeOffset(2017, 8, 24, 0, 0, 0, TimeSpan.Zero));

    public MiningPool Pool { get; }

    public PoolSession Session { get; }

    public string States => string.Join(' ', Pool.Snapshot().Upstreams!.Select(pool => pool.State));

    public UpstreamStatistics Statistics(string name) => Pool.Snapshot().Upstreams!.Single(pool => pool.Address == $"{name}:3333");

    public void SetDown(string name, bool isDown = true)
    {
        lock (_down)
            _ = isDown ? _down.Add(name) : _down.Remove(name);
    }

    /// <summary>The next connection to a pool.</summary>
    public async Task<ScriptedServer> NextAsync(string name)
    {
        using var patience = new CancellationTokenSource(Patience);
        return await _servers[name].Reader.ReadAsync(patience.Token);
    }

    /// <summary>The same, moving time on while the server waits to make it.</summary>
    public async Task<ScriptedServer> NextLaterAsync(string name)
    {
        using var patience = new CancellationTokenSource(Patience);
        ScriptedServer? server;
        while (!_servers[name].Reader.TryRead(out server))
        {
            patience.Token.ThrowIfCancellationRequested();
            Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        return server;
    }

    /// <summary>A pool's session up to its first job, an easy one.</summary>
    public async Task<ScriptedServer> OpenAsync(string name, NotifyNotification? job = null, uint? mask = null, bool later = false)
    {
        var server = later ? await NextLaterAsync(name) : await NextAsync(name);
        await server.OpenSessionAsync(mask, [(byte)name[0], 1]);
        await server.SendAsync(new SetDifficultyNotification(Easy), job ?? ScriptedServer.Job($"{name}1"));
        await LineAsync($"working for pool {name}:3333");
        return server;
    }

    /// <summary>The worker subscribes and authorizes.</summary>
    public async Task<SubscribeResult> ReadyAsync()
    {
        Pool.Handle(Session, new SubscribeRequest(NextId(), "test/1", null));
        var answer = await ExpectAsync<StratumResponse>();
        SubscribeResult.TryParse(answer.Result, out var result, out var fault).ShouldBeTrue(answer.Error?.Message ?? fault);
        Pool.Handle(Session, new AuthorizeRequest(NextId(), User, "x"));
        await ExpectAsync<StratumResponse>();
        return result!;
    }

    /// <summary>The next message of that kind to the worker; others are passed over.</summary>
    public async Task<T> ExpectAsync<T>()
        where T : StratumMessage
    {
        using var patience = new CancellationTokenSource(Patience);
        await foreach (var message in _sent.Reader.ReadAllAsync(patience.Token))
            if (message is T wanted)
                return wanted;
        throw new InvalidOperationException();
    }

    public async Task<string> ClosedAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        return await _closed.Reader.ReadAsync(patience.Token);
    }

    public async Task<string> LineAsync(string start)
    {
        using var patience = new CancellationTokenSource(Patience);
        await foreach (var line in _lines.Reader.ReadAllAsync(patience.Token))
            if (line.StartsWith(start, StringComparison.Ordinal))
                return line;
        throw new InvalidOperationException();
    }

    /// <summary>Hands a message of the worker in, and waits for the answer.</summary>
    public async Task<StratumResponse> HandleAsync(Func<StratumId, StratumRequest> request)
    {
        Pool.Handle(Session, request(NextId()));
        return await ExpectAsync<StratumResponse>();
    }

    public Task<StratumResponse> SubmitAsync(NotifyNotification job, uint nonce, uint? bits = null) =>
        HandleAsync(id => new SubmitRequest(id, User, job.JobId, ZeroExtranonce2, job.Time, nonce, bits));

    /// <summary>The first nonce whose hash meets a difficulty, or does not.</summary>
    public uint Nonce(NotifyNotification job, double difficulty = Easy, bool meets = true, uint? version = null, uint after = 0)
    {
        var target = Target.FromDifficulty(difficulty);
        for (var nonce = after; ; nonce++)
            if (JobHeader.Build(job, Session.Extranonce1, Hex.Decode(ZeroExtranonce2), job.Time, nonce, version)
                .ComputeHash().Meets(target) == meets)
                return nonce;
    }

    public string ZeroExtranonce2 => new('0', 2 * Session.Split.WorkerSize);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _pools.Dispose();
        _stop.Dispose();
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Writer.TryWrite(formatter(state, exception));

    private void Closed(string reason) => _closed.Writer.TryWrite(reason);

    private StratumId NextId() => StratumId.Of(Interlocked.Increment(ref _lastId));

    private async ValueTask<Stream> ConnectAsync(string host, int port, CancellationToken cancellation)
    {
        lock (_down)
            if (_down.Contains(host))
                throw new IOException("cannot connect: nobody there");
        var (mine, theirs) = LinkedStreams.Create();
        await _servers[host].Writer.WriteAsync(new ScriptedServer(theirs, host, port), cancellation);
        return mine;
    }
}
