using System;
using System.Collections.Generic;
using System.IO;
using Mesos.V1;
using Microsoft.Extensions.Logging;
using Tepui.Agent.Options;
using Tepui.Containerizer.Images.Provisioning;
using Tepui.Containerizer.Launching;
using Tepui.Containerizer.Launching.Oci;
using Tepui.Containerizer.Processes;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Agent.Hosting;

/// <summary>What an agent's flags say about containers with images.</summary>
internal sealed class AgentImages : IDisposable
{
    private readonly AgentOptions _options;
    private readonly string? _runtime;
    private readonly TimeProvider _time;

    private AgentImages(AgentOptions options, Provisioner? provisioner, string? runtime, TimeProvider time)
    {
        _options = options;
        Provisioner = provisioner;
        _runtime = runtime;
        _time = time;
    }

    /// <summary>Null where --image_providers names none.</summary>
    public Provisioner? Provisioner { get; }

    /// <exception cref="AgentStartException">There is no OCI runtime.</exception>
    public static AgentImages Create(AgentOptions options, string workDirectory, TimeProvider time, ILogger logger)
    {
        if (!options.HasImages)
            return new AgentImages(options, null, null, time);
        string runtime = OciRuntime.Find(options.OciRuntime, out string fault) ?? throw new AgentStartException(fault);
        List<string> faults = [];
        ImageGcText? collection = options.ImageGc(faults);
        var provisioner = new Provisioner(
            new ProvisionerOptions(workDirectory, Path.GetFullPath(options.DockerStoreDirectory))
            {
                Providers = Providers(options),
                AppcStoreDirectory = Path.GetFullPath(options.AppcStoreDirectory),
                AppcDiscoveryPrefix = options.AppcSimpleDiscoveryUriPrefix,
                Registry = options.DockerRegistry,
                DockerConfiguration = options.DockerConfigText(faults),
                StallTimeout = options.FetcherStallTimeout,
                Backend = options.ImageProvisionerBackend.Length == 0 ? null : options.ImageProvisionerBackend,
                SandboxDirectory = options.SandboxDirectory,
                GarbageCollection = collection is null
                    ? null
                    : new ImageGarbageCollection(collection.DiskHeadroom, collection.WatchInterval, collection.ExcludedImages),
            },
            time,
            logger);
        return new AgentImages(options, provisioner, runtime, time);
    }

    /// <summary>Null where --image_providers names none.</summary>
    /// <param name="runtimeDirectory">--runtime_dir.</param>
    public ILauncher? Launcher(ProcessContainerizer processes, string runtimeDirectory)
    {
        if (_runtime is null)
            return null;
        string directory = Path.Combine(runtimeDirectory, "oci");
        return new OciLauncher(processes, new OciLauncherOptions(new OciRuntime(_runtime, Path.Combine(directory, "state")), directory)
        {
            SandboxDirectory = _options.SandboxDirectory,
            CgroupsRoot = _options.CgroupsRoot,
            Time = _time,
        });
    }

    /// <summary>Removes images that no container uses, as PRUNE_IMAGES asks for.</summary>
    public Task PruneAsync(IEnumerable<Image> excluded)
    {
        if (Provisioner is not { } provisioner)
            return Task.CompletedTask;
        List<string> names = [.. _options.ImageGc([])?.ExcludedImages ?? []];
        foreach (Image image in excluded)
        {
            if (image.Docker is { } docker)
                names.Add(docker.Name);
        }

        return Task.Run(() => provisioner.Prune(names));
    }

    public void Dispose() => Provisioner?.Dispose();

    private static Image.Types.Type[] Providers(AgentOptions options) =>
    [
        .. options.HasDockerImages ? [Image.Types.Type.Docker] : Array.Empty<Image.Types.Type>(),
        .. options.HasAppcImages ? [Image.Types.Type.Appc] : Array.Empty<Image.Types.Type>(),
    ];
}
