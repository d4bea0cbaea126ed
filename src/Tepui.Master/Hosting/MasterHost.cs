using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Tepui.Endpoints.Logging;
using Tepui.Endpoints.Metrics;
using Tepui.Endpoints.Requests;
using Tepui.Endpoints.Versions;
using Tepui.Http.Hosting;
using Tepui.Http.Logging;
using Tepui.Kernel;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Master;
using Tepui.Kernel.Master.Views;
using Tepui.Kernel.Registry;
using Tepui.Master.Connections;
using Tepui.Master.Elections;
using Tepui.Master.Endpoints;
using Tepui.Master.Endpoints.Metrics;
using Tepui.Master.Endpoints.State;
using Tepui.Master.Logging;
using Tepui.Master.Options;
using Tepui.Master.Registrars;
using Tepui.Master.Subscribers;
using Tepui.Protocol.Secrets;
using Tepui.Runtime.Faults;
using Tepui.Runtime.Loops;
using Tepui.Runtime.Time;
using Tepui.Runtime.Timers;
using Tepui.ZooKeeper;

namespace Tepui.Master.Hosting;

/// <summary>A running master: the machine, its loop, its registry, and the HTTP server before them.</summary>
public sealed class MasterHost : IAsyncDisposable
{
    private readonly MasterOptions _options;
    private readonly MasterSettings _settings;
    private readonly ILogger _logger;
    private readonly HttpServer _server;
    private readonly MailboxLoop<MasterInput> _loop;
    private readonly KeyedTimers<MasterTimer> _timers;
    private readonly IRegistryStore _store;
    private readonly RegistryWriter _registry;
    private readonly TimerMetric _fetch;
    private readonly OperatorStreams _operatorStreams;
    private readonly MetricInstruments _instruments;
    private readonly PendingReplies _replies = new("Master");
    private readonly LeaderBoard _board;
    private readonly MasterElection? _election;
    private RegistryLock? _directory;
    private int _disposed;
    private int _ended;

    private MasterHost(
        MasterOptions options,
        MasterSettings settings,
        ILogger logger,
        LoggingLevel loggingLevel,
        HttpServer server,
        ZooKeeperUrl? url,
        IRegistryStore? loaded,
        TimeSpan fetched)
    {
        _options = options;
        _settings = settings;
        _logger = logger;
        _server = server;
        Mesos.V1.MasterInfo info = MasterIdentity.Create(options, server.Port);
        Id = info.Id;
        _board = url is null ? LeaderBoard.Alone(info) : LeaderBoard.Elected(info);
        _election = url is null ? null : new MasterElection(
            url,
            info,
            settings.OpenZooKeeper ?? (() => ZooKeeperClient.Open(url, options.ZkSessionTimeout, settings.Time, logger, KeepAlive.Transaction)),
            _board,
            OnEnd,
            settings.Time,
            logger);
        IRegistryStore store = loaded ?? RegistryStores.Create(options, url, () => _election!.Session!, logger);

        var connections = new ConnectionTable();
        var kept = new KeptParts(settings.Time);
        _operatorStreams = new OperatorStreams(kept);
        var random = new Random();
        var meter = new Meter(MasterTimers.MeterName, TepuiVersion.Own);
        var timers = new MasterTimers(meter, settings.Time);
        if (loaded is not null)
        {
            timers.StateFetch.Record(fetched);
        }

        MasterConfig config = MasterConfiguration.From(options, info);
        var machine = new MasterLoopMachine(
            new MasterMachine(config, random),
            connections,
            _operatorStreams,
            _replies,
            timers,
            new NoticeLog(logger, Hear),
            settings.Time);
        _loop = new MailboxLoop<MasterInput>(machine, settings.Time, OnFault);
        _timers = new KeyedTimers<MasterTimer>(settings.Time, due => _loop.Post([.. System.Linq.Enumerable.Select(due, timer => new TimerFired(timer))]));
        _store = store;
        _registry = new RegistryWriter(store, timers.StateStore, _loop.Post);
        machine.Timers = _timers;
        machine.OnEnd = OnEnd;
        if (_election is not null)
        {
            machine.Lease = () => _election.Session?.AliveUntil;
        }

        machine.Registry = _registry;

        var metrics = new MetricsSnapshot(_loop, machine.Machine, _registry, timers, _board, settings.Time, options.PublishPerFrameworkMetrics);
        _instruments = new MetricInstruments(meter, metrics.TakeNow, settings.Time);
        var service = new MasterService(
            options, info, _loop, connections, _operatorStreams, kept, _replies, _registry, metrics, loggingLevel, _board, settings.Time, logger);
        server.Serve(MasterRoutes.Create(
            service,
            new SnapshotReader<MasterView>(_loop.Run, machine.Machine.TakeView),
            new SnapshotReader<RegistryState>(_loop.Run, () => machine.Machine.Registry),
            (framework, role, wanted) =>
                new SnapshotReader<OfferDiagnosis>(_loop.Run, () => machine.Machine.WhyNotOffered(framework, role, wanted)).ReadAsync()));
        _fetch = timers.StateFetch;
    }

    /// <summary>The port listened on.</summary>
    public int Port => _server.Port;

    /// <summary>This master's id, new at each start.</summary>
    public string Id { get; }

    /// <summary>Starts a master: it answers when this completes, and leads, or stands by until it is elected (<c>--zk</c>).</summary>
    /// <exception cref="ListenException">The address or port cannot be had; the message names the flag.</exception>
    /// <exception cref="RegistryException">The registry cannot be read; the message says what to do.</exception>
    public static async Task<MasterHost> StartAsync(
        MasterOptions options,
        MasterSettings? settings = null,
        CancellationToken cancellation = default)
    {
        settings ??= new MasterSettings();
        settings = settings with { Time = SteadyTime.Of(settings.Time) };
        var threshold = new LogThreshold(LogLevels.Parse(options.LoggingLevel));
        ILogger logger = settings.Logger ?? new StandardErrorLogger("master", settings.Time, threshold);
        IPAddress address = IPAddress.Parse(options.Ip);
        if (!IPAddress.IsLoopback(address))
        {
            Log.Unprotected(logger, options.Ip);
        }

        var faults = new List<string>();
        ZooKeeperUrl? url = ElectionFlags.Url(options, faults);
        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", faults), nameof(options));
        }

        (IRegistryStore Store, RegistryState Registry)? loaded = null;
        RegistryLock? directory = null;
        TimeSpan fetched = TimeSpan.Zero;
        if (url is not null)
        {
            directory = RegistryLock.TakeNew(options.WorkDir);
        }
        else
        {
            long began = TimeProvider.System.GetTimestamp();
            IRegistryStore store = RegistryStores.Create(options, null, static () => throw new InvalidOperationException("there is no election"), logger);
            loaded = (store, await store.LoadAsync().ConfigureAwait(false));
            fetched = TimeProvider.System.GetElapsedTime(began);
        }

        if (options.Registry == RegistryKinds.ReplicatedLog)
        {
            TellMeaning(logger, options, url);
        }

        var http = new HttpOptions { Address = address, Port = options.Port, MaxRequestBodyBytes = options.MaxRequestBodyBytes };
        HttpServer server;
        try
        {
            server = await HttpServer.ListenAsync(http, logger, cancellation).ConfigureAwait(false);
        }
        catch
        {
            directory?.Dispose();
            if (loaded is { } one)
            {
                await one.Store.DisposeAsync().ConfigureAwait(false);
            }

            throw;
        }

        var host = new MasterHost(options, settings, logger, new LoggingLevel(threshold, settings.Time), server, url, loaded?.Store, fetched)
        {
            _directory = directory,
        };
        Log.Listening(logger, TepuiVersion.Own, host.Id, options.Ip, server.Port);
        host.Begin(loaded?.Registry);

        // Whoever listens for instruments finds them soon; whoever waits for the master does not wait for that.
        ThreadPool.UnsafeQueueUserWorkItem(static instruments => instruments.Publish(), host._instruments, preferLocal: false);
        return host;
    }

    /// <summary>Stops: takes no more requests, ends the streams, writes what is to be written.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _server.DisposeAsync().ConfigureAwait(false);
        _instruments.Dispose();
        _timers.Dispose();
        _operatorStreams.Dispose();
        await _loop.StopAsync().ConfigureAwait(false);
        await _registry.DisposeAsync().ConfigureAwait(false);
        if (_election is not null)
        {
            // Only now, when nothing is done any more, may another master begin.
            await _election.DisposeAsync().ConfigureAwait(false);
        }

        _directory?.Dispose();
        Log.Stopped(_logger);
    }

    private static void TellMeaning(ILogger logger, MasterOptions options, ZooKeeperUrl? url)
    {
        if (url is null)
        {
            Log.RegistryIsAFile(logger, options.WorkDir);
        }
        else
        {
            Log.RegistryIsInZooKeeper(logger, url.ToString());
        }
    }

    /// <param name="registry">Null: it is read once this master is elected.</param>
    private void Begin(RegistryState? registry)
    {
        if (registry is not null)
        {
            _loop.Post(new LeadershipGained(registry));
            return;
        }

        _election!.Begin(_store, _fetch, _loop.Post);
    }

    private void Hear(Notice notice)
    {
        if (notice is LeadershipTaken)
        {
            // Before anybody hears that it leads: who was told may ask at once.
            _board.Recover();
        }

        _settings.OnNotice?.Invoke(notice);
    }

    private void OnEnd(string reason)
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
        {
            return;
        }

        _board.Follow(null);
        _replies.Abandon();
        Log.Ends(_logger, reason);
        if (_settings.OnEnd is { } told)
        {
            told(reason);
            return;
        }

        Environment.Exit(1);
    }

    private void OnFault(LoopFault<MasterInput> fault)
    {
        string report = FaultReport.Write(_options.WorkDir, "master", fault, _settings.Time.GetUtcNow(), SecretText.RedactDump) ?? "could not be written";
        Log.Fault(_logger, fault.Exception, report);
        _replies.Abandon();
        if (_settings.OnFault is { } told)
        {
            told(report);
            return;
        }

        Environment.Exit(70);
    }
}
