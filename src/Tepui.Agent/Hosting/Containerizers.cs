using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Tepui.Agent.Options;
using Tepui.Containerizer;
using Tepui.Containerizer.Docker;
using Tepui.Containerizer.Isolation;
using Tepui.Containerizer.Isolation.Disk.Xfs;
using Tepui.Containerizer.Launching;
using Tepui.Containerizer.Processes;
using Tepui.Containerizer.Sockets;

namespace Tepui.Agent.Hosting;

/// <summary>What an agent's flags say about who runs its containers.</summary>
internal static class Containerizers
{
    /// <param name="projects">Counts projects of XFS where they are used.</param>
    /// <param name="cleanup">Carried out from its end when the agent stops.</param>
    public static IContainerizer Create(
        AgentOptions options,
        AgentHostOptions host,
        WorkDirectory work,
        AgentImages images,
        ProjectCounts projects,
        List<Func<ValueTask>> cleanup,
        ILogger logger)
    {
        string runtime = options.RuntimeIn(work.Path);
        ExecutorSocket? socket = options.ExecutorSocketIn(work.Path);
        var processes = new ProcessContainerizer(
            new ProcessContainerizerOptions(runtime)
            {
                RecoveryTimeout = options.RecoveryTimeout,
                DieWithAgent = host.DieWithAgent,
            },
            host.Time);
        cleanup.Add(processes.DisposeAsync);
        var faults = new List<string>();
        var isolation = new IsolationOptions(work.Path, runtime)
        {
            Provisioner = images.Provisioner,
            Cgroups = options.Cgroups(),
            Linux = options.Linux(faults),
            Volumes = options.Volumes,
            Disk = options.Disk,
            Projects = options.Projects(work.Path, projects, faults),
            Ports = options.Ports(faults),
            SandboxInRoot = options.SandboxDirectory,
            Networks = options.CniNetworks,
            Logger = logger,
            Time = host.Time,
        };
        IReadOnlyList<IIsolator> isolators = Isolators.Create(options.Isolation, isolation, faults);
        if (faults.Count > 0)
            throw new AgentStartException(string.Join("; ", faults));
        if (socket is not null)
            isolators = [.. isolators, new ExecutorSocketIsolator(socket)];
        foreach (IDisposable isolator in isolators.OfType<IDisposable>())
        {
            cleanup.Add(() =>
            {
                isolator.Dispose();
                return ValueTask.CompletedTask;
            });
        }

        var launcher = new HostLauncher(processes);
        var mesos = new MesosContainerizer(
            processes,
            isolators,
            launcher,
            images.Launcher(processes, runtime) ?? launcher,
            new ContainerRecords(Path.Combine(runtime, "containers")),
            isolation);
        cleanup.Add(mesos.DisposeAsync);
        if (!options.HasDocker)
            return mesos;

        if (options.LogRotation() is not null)
            Log.DockerOutputGrows(logger);
        var docker = new DockerContainerizer(
            new DockerContainerizerOptions(runtime)
            {
                Socket = options.DockerSocketPath,
                SandboxDirectory = options.SandboxDirectory,
                RemoveDelay = options.DockerRemoveDelay,
                KillOrphans = options.DockerKillOrphans,
                StopTimeout = options.DockerStopTimeout,
                ExecutorSocket = socket,
                BoundsCpu = options.CgroupsEnableCfs,
                Resolvers = options.Resolvers(faults),
                DockerConfiguration = options.DockerConfigText(faults),
                DieWithAgent = host.DieWithAgent,
            },
            processes,
            host.Time,
            logger);
        cleanup.Add(docker.DisposeAsync);
        var both = new ComposingContainerizer(mesos, docker);
        cleanup.Add(both.DisposeAsync);
        return both;
    }
}
