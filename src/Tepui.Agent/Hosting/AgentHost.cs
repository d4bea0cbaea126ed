using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Tepui.Agent.Checkpointing;
using Tepui.Agent.ContainerLoggers;
using Tepui.Agent.Containers;
using Tepui.Agent.Detection;
using Tepui.Agent.Endpoints;
using Tepui.Agent.Executors;
using Tepui.Agent.Files;
using Tepui.Agent.GarbageCollection;
using Tepui.Agent.Links;
using Tepui.Agent.Masters;
using Tepui.Agent.Options;
using Tepui.Agent.Sessions;
using Tepui.Containerizer;
using Tepui.Containerizer.Fetching;
using Tepui.Containerizer.Isolation.Disk.Xfs;
using Tepui.Endpoints.Logging;
using Tepui.Http.Hosting;
using Tepui.Http.Logging;
using Tepui.Http.Responses;
using Tepui.Http.Routing;
using Tepui.Kernel;
using Tepui.Kernel.Agent;
using Tepui.Kernel.Agent.Link;
using Tepui.Kernel.Agent.Recovery;
using Tepui.Kernel.Agent.Views;
using Tepui.Kernel.Resources;
using Tepui.Protocol.Secrets;
using Tepui.Runtime.Faults;
using Tepui.Runtime.Loops;
using Tepui.ZooKeeper;

namespace Tepui.Agent.Hosting;

/// <summary>A whole agent: its machine with a log, containers, a link to the master and an HTTP server around it.</summary>
public sealed class AgentHost : IAsyncDisposable
{
    private readonly AgentOptions _options;
    private readonly AgentHostOptions _host;
    private readonly ILogger _logger;
    private readonly LoggingLevel _loggingLevel;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Func<ValueTask>> _cleanup = [];
    private AgentShell? _shell;
    private MailboxLoop<AgentInput>? _loop;
    private SnapshotReader<AgentView>? _views;
    private AgentFacts? _facts;
    private ExecutorService? _executors;
    private ContainerRequests? _containers;
    private SessionCalls? _sessions;
    private ContainerReports? _reports;
    private Task _exits = Task.CompletedTask;

    private AgentHost(AgentOptions options, AgentHostOptions host)
    {
        _options = options;
        _host = host;
        var threshold = new LogThreshold(LogLevels.Parse(options.LoggingLevel));
        _loggingLevel = new LoggingLevel(threshold, host.Time);
        _logger = host.Logger ?? new StandardErrorLogger("agent", host.Time, threshold);
    }

    /// <summary>The port listened on.</summary>
    public int Port { get; private set; }

    /// <summary>Completes when the agent has come to its end by itself: with true when something was wrong.</summary>
    public Task<bool> Ended => EndedAsync();

    /// <summary>Starts an agent; completes when it has recovered and listens, whether or not there is a master yet.</summary>
    /// <exception cref="AgentStartException">It cannot start; the message is one line for the user.</exception>
    public static async Task<AgentHost> StartAsync(AgentOptions options, AgentHostOptions? host = null, CancellationToken cancellation = default)
    {
        List<string> faults = [.. options.Faults()];
        if (OpenFiles.Fault(OpenFiles.Limit()) is { } scarce)
            faults.Add(scarce);
        if (faults.Count > 0)
            throw new AgentStartException(string.Join("; ", faults));
        var agent = new AgentHost(options, host ?? new AgentHostOptions());
        try
        {
            await agent.RunAsync(cancellation);
            return agent;
        }
        catch (Exception e)
        {
            await agent.DisposeAsync();
            throw e is IOException or UnauthorizedAccessException or CheckpointDamagedException or ContainerLaunchException or ListenException
                ? new AgentStartException(e.Message, e)
                : e;
        }
    }

    /// <summary>The state at this moment.</summary>
    public Task<AgentView> ViewAsync() =>
        _views?.ReadAsync() ?? throw NotRecovered();

    /// <summary>Takes leave of the master and kills all tasks; <see cref="Ended"/> tells when all are gone.</summary>
    public void ShutDown(string reason) => _loop?.Post(new OperatorShutsDown(reason));

    /// <summary>Stops the agent and leaves its tasks to the supervisor.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
            return;
        await _stopping.CancelAsync();
        if (_loop is not null)
            await _loop.StopAsync();
        for (int i = _cleanup.Count - 1; i >= 0; i--)
            await _cleanup[i]();
        await _exits;
        _stopping.Dispose();
    }

    private static RequestRefusedException NotRecovered() => RequestRefusedException.Unavailable("Agent has not finished recovery");

    private static void Ignore(Task task) => _ = task.Exception;

    private static FoundContainer Found(RecoveredContainer found) =>
        new(new ContainerId(found.ContainerId), found.Pid, found.Exit is { } exit ? Exited(exit) : null);

    private static ContainerExited Exited(ContainerExit exit) => new(new ContainerId(exit.ContainerId), exit.WaitStatus)
    {
        OutOfMemory = exit.OutOfMemory,
        Message = exit.Message,
        Limitation = exit.Limitation is { } over ? new Limitation(over.Reason, over.Message, over.Resources) : null,
    };

    private async Task<bool> EndedAsync() => _shell is not null && (await _shell.Ended.Task).Failed;

    private async Task RunAsync(CancellationToken cancellation)
    {
        long begun = _host.Time.GetTimestamp();
        WorkDirectory work = WorkDirectory.Open(_options.WorkDirectory!);
        OnEnd(work.Dispose);
        ResourceSet resources = HostResources.Find(_options, work.Path);
        (CheckpointLog log, IReadOnlyList<Internal.V1.AgentCheckpoint> records) = CheckpointLog.Open(work.LogPath, _options.Strict);
        OnEnd(log.Dispose);
        if (ResourceRecords.Fault(records, resources) is { } fault)
        {
            throw new AgentStartException(
                $"--resources: {fault}; give the agent resources that hold them, or remove {work.LogPath} with all tasks, reservations and volumes in it");
        }

        string bootId = _host.BootId ?? work.BootId;
        records = HoldAgainst(records, work, resources, bootId);
        AgentImages images = AgentImages.Create(_options, work.Path, _host.Time, _logger);
        OnEnd(images.Dispose);
        if (_options.DockerMesosImage is { } image)
            await OwnContainer.CheckAsync(_options, image, work.Path, _logger, cancellation);
        var projects = new ProjectCounts();
        IContainerizer containerizer =
            _host.Containerizer ?? Containerizers.Create(_options, _host, work, images, projects, _cleanup, _logger);
        Task<IReadOnlyList<RecoveredContainer>> recovering = containerizer.RecoverAsync(cancellation);
        RouteTable routes = Routes(work);
        HttpServer http;
        try
        {
            http = await ListenAsync(routes, cancellation);
        }
        catch
        {
            await ((Task)recovering).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Ignore(recovering);
            throw;
        }

        _cleanup.Add(http.DisposeAsync);
        Port = http.Port;
        if (_options.ExecutorSocketIn(work.Path) is { } socket)
        {
            HttpServer own = await ExecutorSocketServer.StartAsync(
                socket, ExecutorRoutes(), _options.MaxRequestBodyBytes, _logger, cancellation);
            _cleanup.Add(own.DisposeAsync);
        }

        AgentConfig config = AgentConfiguration.For(_options, work.Path, Port, resources);
        var machine = new AgentMachine(config, new Random());
        Fetcher fetcher = Fetcher(work);
        OnEnd(fetcher.Dispose);
        _shell = new AgentShell(
            work.Path, _options.CleanupPatterns(), machine, log, containerizer, _host.Fetcher ?? fetcher, _host.Time, _logger, _stopping.Token)
        {
            Logger = new ContainerLogger(_options.LogRotation()),
        };
        OnEnd(_shell.Dispose);
        _loop = new MailboxLoop<AgentInput>(_shell, _host.Time, OnFault);
        AgentLinks links = _host.Links ?? new AgentLinks();
        if (_host.Links is null)
            _cleanup.Add(links.DisposeAsync);
        _shell.Loop = _loop;
        _shell.Containers.Loop = _loop;
        _shell.Master = new MasterConnection(links, _loop, _stopping.Token);
        OnEnd(_shell.Executors.CloseAll);
        OnEnd(_shell.Containers.Abandon);
        _cleanup.Add(() =>
        {
            _shell.Master.CloseAny();
            return ValueTask.CompletedTask;
        });

        IReadOnlyList<RecoveredContainer> containers = await recovering;
        StrayMounts.Detach(
            work.Path, containers.Where(found => found.Exit is null).Select(found => found.ContainerId).ToHashSet(StringComparer.Ordinal), _logger);
        _loop.Post(new Recovered(records, [.. containers.Select(Found)], bootId));

        // Not before: the first batch writes the log anew, from what was recovered.
        FollowMaster(MasterPlace.Parse(_options.Master));
        _facts = new AgentFacts(
            _options, $"{AgentEndpoints.Daemon}@{config.IpAddress}:{Port}", _host.Time.GetUtcNow())
        {
            Fetcher = fetcher,
            Images = images,
            Projects = projects,
            Pending = _shell.Pending,
            RecoveryTime = _host.Time.GetElapsedTime(begun),
        };
        _ = Task.Run(fetcher.EmptyCache, CancellationToken.None);
        _executors = new ExecutorService(_loop, _shell.Executors);
        _containers = _shell.Containers;
        _sessions = new SessionCalls(containerizer, _shell.Containers, ViewAsync, _host.Time, _options.HttpHeartbeatInterval);
        _reports = new ContainerReports(containerizer, _shell.Pending, _host.Time);
        _views = new SnapshotReader<AgentView>(_loop.Run, machine.View);
        _exits = WatchExitsAsync(containerizer, _loop);
        Tell(work, resources);
    }

    /// <summary>
    /// An agent comes back under its id only as what it was, or as more (--reconfiguration_policy). After a reboot of its host nothing
    /// of it is left to protect: then it begins anew, as in Mesos (MESOS-6223).
    /// </summary>
    private IReadOnlyList<Internal.V1.AgentCheckpoint> HoldAgainst(
        IReadOnlyList<Internal.V1.AgentCheckpoint> records, WorkDirectory work, ResourceSet resources, string bootId)
    {
        // Agents of a cluster in one process keep nothing that a change could break.
        Mesos.V1.AgentInfo? previous = records.LastOrDefault(record => record.Agent is not null)?.Agent;
        if (previous is null || _host.DieWithAgent || records.Last(record => record.Identity is not null).Identity.AgentId is null)
            return records;

        // A port that the system chooses is no configuration.
        Mesos.V1.AgentInfo current = AgentConfiguration.For(
            _options, work.Path, _options.Port == 0 ? previous.Port : _options.Port, resources).Info;
        IReadOnlyList<string> faults = Reconfiguration.Faults(_options.Reconfigures(), previous, current);
        if (faults.Count == 0)
            return records;
        string changes = string.Join("; ", faults);
        if (records.LastOrDefault(record => record.Boot is not null)?.Boot.BootId == bootId)
        {
            throw new AgentStartException(
                $"--reconfiguration_policy={_options.ReconfigurationPolicy} does not permit what changed since the agent was registered: {changes}; "
                + (_options.Reconfigures() == ReconfigurationPolicy.Equal ? "undo it, give --reconfiguration_policy=additive if it only adds" : "undo it")
                + $", or remove {work.LogPath} to begin as a new agent, without its tasks, reservations and volumes");
        }

        Log.BeginsAnew(_logger, changes);
        return [.. records, new Internal.V1.AgentCheckpoint { Identity = new Internal.V1.AgentCheckpoint.Types.Identity() }];
    }

    /// <summary>Complete before the first request can come; what needs the machine answers 503 until it has recovered.</summary>
    private RouteTable Routes(WorkDirectory work)
    {
        RouteTable routes = ExecutorRoutes();
        var files = new FileEndpoints(new FileRoots(work.Path), ViewAsync);
        new AgentEndpoints(
            () => _facts ?? throw NotRecovered(),
            files,
            ViewAsync,
            () => _containers ?? throw NotRecovered(),
            () => _sessions ?? throw NotRecovered(),
            () => _reports ?? throw NotRecovered(),
            _loggingLevel,
            _host.Time).Map(routes);
        return routes;
    }

    private RouteTable ExecutorRoutes()
    {
        var routes = new RouteTable(AgentEndpoints.Daemon);
        var executors = new ExecutorEndpoint(() => _executors ?? throw NotRecovered(), _options.MaxRequestBodyBytes, _logger);
        routes.Post("/api/v1/executor", executors.HandleAsync);
        return routes;
    }

    /// <summary>From now on the machine hears who leads; a new agent whose recovery is done by then goes there at once.</summary>
    private void FollowMaster(MasterPlace place)
    {
        if (place.Address is { } address)
        {
            _loop!.Post(new MasterDetected(new LeadingMaster(address.Host, address.Port)));
            return;
        }

        LeaderFollower follower = LeaderFollower.Start(
            place.Election!,
            _host.ZooKeeper ?? (() => ZooKeeperClient.Open(place.Election!, _options.ZkSessionTimeout, _host.Time, _logger)),
            _host.Time,
            master => _loop!.Post(new MasterDetected(master)),
            reason =>
            {
                MasterLog.Refused(_logger, reason);
                _shell!.Ended.TrySetResult(new Stop(reason, Failed: true));
            },
            _logger);
        _cleanup.Add(follower.DisposeAsync);
    }

    private void OnEnd(Action dispose) => _cleanup.Add(() =>
    {
        dispose();
        return ValueTask.CompletedTask;
    });

    private Fetcher Fetcher(WorkDirectory work) => new(
        new FetcherOptions
        {
            StallTimeout = _options.FetcherStallTimeout,
            FrameworksHome = _options.FrameworksHome,
            CacheFolder = _options.FetcherCacheFolder(work.Path),
            CacheBytes = _options.FetcherCacheBytes(),
        },
        _host.Time);

    private Task<HttpServer> ListenAsync(RouteTable routes, CancellationToken cancellation) => HttpServer.StartAsync(
        new HttpOptions
        {
            Address = IPAddress.Parse(_options.Ip),
            Port = _options.Port,
            MaxRequestBodyBytes = _options.MaxRequestBodyBytes,
        },
        routes,
        _logger,
        cancellation);

    private async Task WatchExitsAsync(IContainerizer containerizer, MailboxLoop<AgentInput> loop)
    {
        var inputs = new List<AgentInput>();
        try
        {
            while (await containerizer.Exits.WaitToReadAsync(_stopping.Token))
            {
                while (containerizer.Exits.TryRead(out ContainerExit? exit))
                    inputs.Add(Exited(exit));
                loop.Post(inputs);
                inputs.Clear();
            }
        }
        catch (OperationCanceledException)
        {
            // The agent is ending.
        }
    }

    private void OnFault(LoopFault<AgentInput> fault)
    {
        string path = FaultReport.Write(
            Path.Combine(_options.WorkDirectory!, "faults"), "tepui-agent", fault, _host.Time.GetUtcNow(), SecretText.RedactDump) ?? "no file: it could not be written";
        Log.Broken(_logger, fault.Exception.GetType().Name, path);
        _shell?.Ended.TrySetResult(new Stop("a rule of its own is broken", Failed: true));
        if (_host.OnBroken is { } told)
            told(path);
        else
            Environment.Exit(70);
    }

    private void Tell(WorkDirectory work, ResourceSet resources)
    {
        Log.Started(_logger, _options.Ip, Port, work.Path, resources.ToString());
        if (!IPAddress.IsLoopback(IPAddress.Parse(_options.Ip)))
            Log.OpenToAll(_logger, _options.Ip);
    }
}
