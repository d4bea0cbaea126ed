using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tepui.Containerizer.Images.Appc;
using Tepui.Containerizer.Images.Layers;
using Tepui.Containerizer.Images.Store;
using Tepui.Containerizer.Mounts;
using Tepui.Containerizer.Volumes;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Images.Provisioning;

/// <summary>
/// Gives containers roots made of images, and takes them away again. Each container has a folder that says what it uses before
/// anything is mounted there, so that the agent's next process finds everything.
/// </summary>
public sealed partial class Provisioner : IDisposable
{
    private readonly ProvisionerOptions _options;
    private readonly List<IImageProvider> _providers;
    private readonly Lazy<IRootBackend> _backend;
    private readonly string _containers;
    private readonly ConcurrentDictionary<string, ProvisionedContainer> _used = new(StringComparer.Ordinal);
    private readonly ILogger _logger;
    private readonly ImageWatch? _watch;

    /// <exception cref="FormatException">The configuration of Docker is none.</exception>
    public Provisioner(ProvisionerOptions options, TimeProvider? time = null, ILogger? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _logger = logger ?? NullLogger.Instance;
        time ??= TimeProvider.System;
        _providers = [.. options.Providers.Distinct().Select(type => Provider(type, options, time, _logger))];
        _containers = Path.Combine(options.WorkDirectory, "provisioner", "containers");
        _backend = new Lazy<IRootBackend>(Choose);
        if (options.GarbageCollection is { } collection && Takes(Image.Types.Type.Docker))
            _watch = new ImageWatch(collection, options.StoreDirectory, () => Prune(collection.ExcludedImages), time, _logger);
    }

    /// <summary>Where a container with an image finds its sandbox.</summary>
    public string SandboxDirectory => _options.SandboxDirectory;

    /// <summary>Whether images of a type are among --image_providers.</summary>
    public bool Takes(Image.Types.Type type) => _providers.Any(provider => provider.Type == type);

    /// <summary>Takes up what running containers use, and removes what others left.</summary>
    public async Task RecoverAsync(IReadOnlySet<string> running, CancellationToken cancellation)
    {
        Open();
        foreach (string folder in Directory.EnumerateDirectories(_containers))
        {
            cancellation.ThrowIfCancellationRequested();
            ProvisionRecord? record = ReadRecord(folder);
            if (record is null || !running.Contains(record.ContainerId))
            {
                Orphan(folder);
                await Task.Run(() => Remove(folder), cancellation);
                continue;
            }

            // More than one isolator asks for this.
            var container = new ProvisionedContainer(record);
            if (_used.TryAdd(record.ContainerId, container))
                container.Leases.AddRange(record.Images.SelectMany(Hold));
        }

        _watch?.Start();
    }

    /// <summary>Removes images that no container uses, of the types whose stores know how; names excluded stay.</summary>
    public void Prune(IReadOnlyList<string> excluded)
    {
        foreach (IImageProvider provider in _providers)
            provider.Prune(excluded);
    }

    /// <summary>Removes all that a container was given; nothing happens when that is nothing.</summary>
    public async ValueTask DestroyAsync(string containerId)
    {
        if (!_used.TryRemove(containerId, out ProvisionedContainer? container))
            return;
        await Task.Run(() => Remove(FolderOf(containerId)));
        foreach (ImageLease lease in container.Leases)
            lease.Dispose();
    }

    public void Dispose()
    {
        _watch?.Dispose();
        foreach (IImageProvider provider in _providers)
            provider.Dispose();
    }

    /// <summary>Makes a root of an image for a container, which may have several.</summary>
    /// <exception cref="ContainerLaunchException">It cannot be had; the message says what to do.</exception>
    internal async Task<ProvisionedRoot> ProvisionAsync(string containerId, Image image, CancellationToken cancellation)
    {
        string name = EntryName.Shown(image.Type == Image.Types.Type.Appc ? image.Appc?.Name ?? "" : image.Docker?.Name ?? "");
        string type = image.Type.ToString().ToLowerInvariant();
        if (_providers.FirstOrDefault(one => one.Type == image.Type) is not { } provider)
            throw new ContainerLaunchException($"the image '{name}' is of a type that this agent does not take: add '{type}' to its --image_providers");
        if (name.Length == 0)
            throw new ContainerLaunchException($"an image has no name: set {type}.name of it, as its type says");
        try
        {
            Open();
            ImageLease lease = await provider.GetAsync(image, cancellation);
            return await Task.Run(() => Provision(containerId, provider.Type, lease), CancellationToken.None);
        }
        catch (ImageException e)
        {
            throw new ContainerLaunchException($"the image '{name}' cannot be used: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ContainerLaunchException($"no root can be made of the image '{name}': {e.Message}", e);
        }
    }

    private static IImageProvider Provider(Image.Types.Type type, ProvisionerOptions options, TimeProvider time, ILogger logger) =>
        type == Image.Types.Type.Appc
            ? new AppcProvider(new AppcStore(
                options.AppcStoreDirectory,
                new AppcDiscovery(options.AppcDiscoveryPrefix, options.StallTimeout, time),
                new LayerLimits { BytesAlwaysAllowed = options.UnpackedBytesAlwaysAllowed },
                logger))
            : DockerProvider.Create(options, time, logger);

    private IEnumerable<ImageLease> Hold(UsedImage image) =>
        _providers.Where(provider => provider.Type == image.Type).Select(provider => provider.Hold(image.Name, image.Layers));

    private void Open()
    {
        lock (_used)
        {
            foreach (IImageProvider provider in _providers)
                provider.Open();
        }

        Directory.CreateDirectory(_containers);
    }

    private ProvisionedRoot Provision(string containerId, Image.Types.Type type, ImageLease lease)
    {
        ProvisionedContainer container = _used.GetOrAdd(containerId, id => new ProvisionedContainer(new ProvisionRecord(id, [])));
        container.Leases.Add(lease);
        container.Record.Images.Add(new UsedImage(lease.Image.Name, lease.Image.Layers, type));
        string folder = FolderOf(containerId);
        string number = container.Leases.Count.ToString(System.Globalization.CultureInfo.InvariantCulture);
        string backends = Path.Combine(folder, "backends", _backend.Value.Name);
        string root = Path.Combine(backends, "rootfses", number);
        string scratch = Path.Combine(backends, "scratch", number);
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllBytes(RecordOf(folder), JsonSerializer.SerializeToUtf8Bytes(container.Record, ProvisionJson.Default.ProvisionRecord));
        Directory.CreateDirectory(root);
        Directory.CreateDirectory(scratch);
        _backend.Value.Provision(lease.LayerPaths, root, scratch);
        return new ProvisionedRoot(root, lease.Image.Configuration, _backend.Value is BindBackend)
        {
            Scratch = _backend.Value is OverlayBackend ? scratch : null,
        };
    }

    private IRootBackend Choose()
    {
        IRootBackend backend = _options.Backend switch
        {
            "bind" => new BindBackend(),
            "copy" => new CopyBackend(),
            "overlay" => new OverlayBackend(),
            _ => _providers.All(provider => OverlayBackend.IsUsable(provider.StoreDirectory, _containers)) ? new OverlayBackend() : new CopyBackend(),
        };
        Chosen(backend.Name);
        return backend;
    }

    private string FolderOf(string containerId) => Path.Combine(_containers, ContainerKey.Of(containerId));

    private static string RecordOf(string folder) => Path.Combine(folder, "container.json");

    private static ProvisionRecord? ReadRecord(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(RecordOf(folder)), ProvisionJson.Default.ProvisionRecord);
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            return null;
        }
    }

    private void Remove(string folder)
    {
        try
        {
            HostMounts.DetachBelow(folder);
            if (Directory.Exists(folder))
                VolumeDirectories.Remove(_containers, folder);
        }
        catch (IOException e)
        {
            NotRemoved(folder, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Roots of containers are made with the backend '{Backend}'")]
    private partial void Chosen(string backend);

    [LoggerMessage(Level = LogLevel.Information, Message = "Removing {Folder}, which belongs to no running container")]
    private partial void Orphan(string folder);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Folder} cannot be removed: {Reason}")]
    private partial void NotRemoved(string folder, string reason);

    private sealed record ProvisionedContainer(ProvisionRecord Record)
    {
        public List<ImageLease> Leases { get; } = [];
    }
}
