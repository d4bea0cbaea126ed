using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Tepui.Agent.Detection;
using Tepui.Agent.Hosting;
using Tepui.Agent.Links;
using Tepui.Agent.Options;
using Tepui.Master.Hosting;

namespace Tepui.Cli.Local;

/// <summary>Masters and agents in this process. The agents find and reach the master as any agent would.</summary>
internal sealed class LocalCluster : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _parts = [];

    /// <summary>The first master's.</summary>
    public int MasterPort => MasterPorts[0];

    public List<int> MasterPorts { get; } = [];

    /// <summary>Starts all parts; completes when they listen.</summary>
    public static async Task<LocalCluster> StartAsync(LocalFlags flags, ILogger? logger, CancellationToken cancellation)
    {
        var cluster = new LocalCluster();
        try
        {
            await cluster.StartPartsAsync(flags, logger, cancellation);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the agents and their tasks first, then the masters, the leader last where it is the first.</summary>
    public async ValueTask DisposeAsync()
    {
        for (var index = _parts.Count - 1; index >= 0; index--)
            await _parts[index].DisposeAsync();
    }

    private async Task StartPartsAsync(LocalFlags flags, ILogger? logger, CancellationToken cancellation)
    {
        Directory.CreateDirectory(flags.WorkDirectory);
        if (flags.Zk is null)
        {
            var master = await MasterHost.StartAsync(flags.ToMaster(), new MasterSettings { Logger = logger }, cancellation);
            _parts.Add(master);
            MasterPorts.Add(master.Port);
        }
        else
        {
            for (var index = 0; index < flags.Masters; index++)
            {
                var master = await LocalMaster.StartAsync(flags.ToMaster(index), logger, cancellation);
                _parts.Add(master);
                MasterPorts.Add(master.Port);
            }
        }

        var links = new AgentLinks();
        _parts.Add(links);
        var starting = new List<Task<AgentHost>>();
        for (var agent = 0; agent < flags.Agents; agent++)
            starting.Add(StartAgentAsync(flags, agent, links, logger, cancellation));
        foreach (var started in starting)
            _parts.Add(await started);
    }

    private Task<AgentHost> StartAgentAsync(LocalFlags flags, int agent, AgentLinks links, ILogger? logger, CancellationToken cancellation)
    {
        var options = new AgentOptions
        {
            Master = flags.Zk ?? $"{flags.Ip}:{MasterPort}",
            Ip = flags.Ip,
            Port = flags.AgentPort == 0 ? 0 : flags.AgentPort + agent,
            WorkDirectory = Path.Combine(flags.WorkDirectory, "agents", (agent + 1).ToString(CultureInfo.InvariantCulture)),
            Resources = flags.Resources ?? AgentShare.Of(
                agent, flags.Agents, Environment.ProcessorCount, HostResources.MemoryMegabytes(), HostResources.DiskMegabytes(flags.WorkDirectory)),
            Attributes = flags.Attributes,
            LoggingLevel = flags.LoggingLevel,
            Containerizers = flags.Containerizers,
            DockerSocket = flags.DockerSocket,

            // Who looks at the containers of a cluster that ends with its process does so while it runs.
            DockerRemoveDelay = TimeSpan.Zero,
        };
        return AgentHost.StartAsync(options, new AgentHostOptions { Links = links, Logger = logger, DieWithAgent = true }, cancellation);
    }
}
