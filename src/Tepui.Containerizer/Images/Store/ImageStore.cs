using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Tepui.Containerizer.Images.Layers;
using Tepui.Containerizer.Images.References;
using Tepui.Containerizer.Images.Registry;

namespace Tepui.Containerizer.Images.Store;

/// <summary>
/// Images on this agent's disk: each layer once, by its digest, and for each name what it meant. Everything appears in its place by a
/// rename, whole, so that a process that is killed leaves nothing that could be taken for a layer.
/// </summary>
internal sealed partial class ImageStore : IDisposable
{
    private readonly StorePaths _paths;
    private readonly StoreFolder _folder;
    private readonly IImageSource _source;
    private readonly LayerLimits _limits;
    private readonly SharedWork<StoredImage> _pulls = new();
    private readonly SharedWork<bool> _layers = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _pins = new(StringComparer.Ordinal);
    private readonly ILogger _logger;

    public ImageStore(StorePaths paths, IImageSource source, LayerLimits limits, ILogger logger)
    {
        _paths = paths;
        _folder = new StoreFolder(paths.Root, LayerKind.Docker.StoreFlag, logger);
        _source = source;
        _limits = limits;
        _logger = logger;
    }

    public string Root => _paths.Root;

    /// <summary>Makes the folders, and removes what an earlier process had begun.</summary>
    /// <exception cref="IOException">It cannot be used, or another agent does.</exception>
    public void Open() => _folder.Open([_paths.Images, _paths.Layers, _paths.Downloads]);

    /// <summary>Brings an image, unless it is here.</summary>
    /// <param name="cached">False asks the registry again what the name means.</param>
    /// <exception cref="ImageException">It cannot be had.</exception>
    public async Task<ImageLease> GetAsync(
        ImageName name, bool cached, DockerConfiguration? credentials, string credentialsKey, CancellationToken cancellation)
    {
        if (cached && Read(name.ToString()) is { } known && TryLease(known) is { } there)
            return there;
        while (true)
        {
            StoredImage pulled = await _pulls.JoinAsync(
                $"{name}\n{credentialsKey}", token => PullAsync(name, credentials, token), cancellation);
            if (TryLease(pulled) is { } lease)
                return lease;
        }
    }

    /// <summary>Takes up an image that a container of an earlier process uses; what is gone of it cannot be held.</summary>
    public ImageLease Hold(string name, IReadOnlyList<string> layers)
    {
        var image = new StoredImage(name, "", layers, new ImageConfiguration());
        lock (_gate)
            return Lease(image);
    }

    /// <summary>Removes every image and layer that no container uses.</summary>
    /// <param name="excluded">Names of images that stay nevertheless.</param>
    public PruneResult Prune(IEnumerable<string> excluded)
    {
        HashSet<string> kept = [.. excluded];
        List<string> removed = [];
        int images = 0;
        lock (_gate)
        {
            HashSet<string> keptLayers = [];
            foreach (string file in Directory.EnumerateFiles(_paths.Images, "*.json"))
            {
                StoredImage? image = ReadFile(file);
                if (image is not null && (kept.Contains(image.Name) || _pins.ContainsKey(image.Name)))
                {
                    keptLayers.UnionWith(image.Layers.Select(Digest.Hex));
                    continue;
                }

                File.Delete(file);
                images++;
            }

            keptLayers.UnionWith(_pins.Keys.Where(Digest.IsDigest).Select(Digest.Hex));
            foreach (string folder in (string[])[_paths.Layers, _paths.Downloads])
            {
                foreach (string entry in Directory.EnumerateFileSystemEntries(folder).Where(entry => !keptLayers.Contains(Path.GetFileName(entry))))
                {
                    string trash = _folder.NewStaging();
                    Directory.Move(entry, trash);
                    removed.Add(trash);
                }
            }
        }

        foreach (string trash in removed)
            _folder.Remove(trash);
        Pruned(images, removed.Count);
        return new PruneResult(images, removed.Count);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _source.Dispose();
    }

    private async Task<StoredImage> PullAsync(ImageName name, DockerConfiguration? credentials, CancellationToken cancellation)
    {
        Pulling(name.ToString());
        using IImagePull pull = await _source.FindAsync(name, credentials, cancellation);
        var image = new StoredImage(
            name.ToString(), pull.Manifest.Digest, [.. pull.Manifest.Layers.Select(layer => layer.Digest)], pull.Configuration);
        if (image.Layers.Count == 0)
            throw new ImageException("it has no layers: nothing could run in it");
        ImageLease held;
        lock (_gate)
            held = Lease(image);
        using (held)
        {
            await Parallel.ForEachAsync(
                pull.Manifest.Layers.DistinctBy(layer => layer.Digest),
                new ParallelOptions { MaxDegreeOfParallelism = 3, CancellationToken = cancellation },
                async (layer, token) => await _layers.JoinAsync(layer.Digest, inner => BringAsync(pull, layer, inner), token));
            Write(image);
        }

        Pulled(name.ToString(), image.Layers.Count);
        return image;
    }

    private async Task<bool> BringAsync(IImagePull pull, BlobReference layer, CancellationToken cancellation)
    {
        string place = _paths.Layer(layer.Digest);
        if (Directory.Exists(place))
            return false;
        string download = _paths.Download(layer.Digest);
        string staging = _folder.NewStaging();
        try
        {
            await pull.FetchLayerAsync(layer, download, cancellation);
            string root = Path.Combine(staging, "rootfs");
            Directory.CreateDirectory(root);
            try
            {
                await LayerUnpacker.UnpackAsync(download, root, _limits, LayerKind.Docker, cancellation);
            }
            finally
            {
                // It was whole: another try would find the same.
                File.Delete(download);
            }

            Directory.Move(staging, Path.GetDirectoryName(place)!);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImageException($"the layer {layer.Digest} cannot be stored ({e.Message.ReplaceLineEndings(" ")}): see to the disk under --docker_store_dir", e);
        }
        finally
        {
            _folder.Remove(staging);
        }
    }

    private ImageLease? TryLease(StoredImage image)
    {
        lock (_gate)
            return image.Layers.All(layer => Directory.Exists(_paths.Layer(layer))) ? Lease(image) : null;
    }

    /// <summary>To be called with the gate held.</summary>
    private ImageLease Lease(StoredImage image)
    {
        List<string> held = [image.Name, .. image.Layers];
        foreach (string one in held)
            _pins[one] = _pins.GetValueOrDefault(one) + 1;
        return new ImageLease(image, [.. image.Layers.Select(_paths.Layer)], () => Release(held));
    }

    private void Release(List<string> held)
    {
        lock (_gate)
        {
            foreach (string one in held)
            {
                if (--_pins[one] == 0)
                    _ = _pins.Remove(one);
            }
        }
    }

    private StoredImage? Read(string name) => ReadFile(_paths.Image(name)) is { } image && image.Name == name ? image : null;

    private static StoredImage? ReadFile(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), ImageJson.Default.StoredImage);
        }
        catch (Exception e) when (e is JsonException or FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private void Write(StoredImage image)
    {
        string staging = _folder.NewStaging();
        File.WriteAllBytes(staging, JsonSerializer.SerializeToUtf8Bytes(image, ImageJson.Default.StoredImage));
        File.Move(staging, _paths.Image(image.Name), overwrite: true);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Pulling image {Image}")]
    private partial void Pulling(string image);

    [LoggerMessage(Level = LogLevel.Information, Message = "Image {Image} is here, with {Layers} layers")]
    private partial void Pulled(string image, int layers);

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed {Images} images and {Layers} layers that nobody uses")]
    private partial void Pruned(int images, int layers);
}

/// <summary>What a prune took away.</summary>
internal readonly record struct PruneResult(int Images, int Layers);
