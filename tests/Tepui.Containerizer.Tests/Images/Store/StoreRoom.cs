using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Tepui.Containerizer.Images;
using Tepui.Containerizer.Images.Layers;
using Tepui.Containerizer.Images.References;
using Tepui.Containerizer.Images.Registry;
using Tepui.Containerizer.Images.Store;
using Tepui.Testing.Images;

namespace Tepui.Containerizer.Tests.Images.Store;

/// <summary>A store, and a source of images that a test holds in its hands.</summary>
internal sealed class StoreRoom : IImageSource
{
    private readonly ConcurrentDictionary<string, ImageLayer[]> _images = new();

    public StoreRoom() => Store = NewStore();

    public string Root { get; } = Directory.CreateTempSubdirectory("tepui-store-").FullName;

    public ImageStore Store { get; private set; }

    /// <summary>Of all layers that were asked for.</summary>
    public ConcurrentQueue<string> Fetched { get; } = new();

    public int Found => _found;

    /// <summary>Fetching waits for it.</summary>
    public TaskCompletionSource Gate { get; set; } = Open();

    private int _found;

    public void Add(string name, params ImageLayer[] layers) => _images[ImageName.Parse(name).ToString()] = layers;

    /// <summary>As the agent's next process has it.</summary>
    public void Restart()
    {
        Store.Dispose();
        Store = NewStore();
        Store.Open();
    }

    public Task<ImageLease> GetAsync(string name, bool cached = true, CancellationToken cancellation = default) =>
        Store.GetAsync(ImageName.Parse(name), cached, credentials: null, "", cancellation);

    public string[] Entries(string folder) =>
        [.. Directory.EnumerateFileSystemEntries(Path.Combine(Root, folder)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public Task<IImagePull> FindAsync(ImageName image, DockerConfiguration? credentials, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _found);
        return _images.TryGetValue(image.ToString(), out ImageLayer[]? layers)
            ? Task.FromResult<IImagePull>(new Pull(this, layers))
            : throw new ImageException("there is none");
    }

    public void Dispose()
    {
    }

    public void Close()
    {
        Store.Dispose();
        Directory.Delete(Root, recursive: true);
    }

    private static TaskCompletionSource Open()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    private ImageStore NewStore() => new(new StorePaths(Root), this, new LayerLimits(), NullLogger.Instance);

    private sealed class Pull(StoreRoom room, ImageLayer[] layers) : IImagePull
    {
        public ImageManifest Manifest { get; } = new("sha256:m", new BlobReference("sha256:c", 0), [.. layers.Select(layer => new BlobReference(layer.Digest, layer.Tar.Length))]);

        public ImageConfiguration Configuration { get; } = new() { Cmd = ["run"] };

        public async Task FetchLayerAsync(BlobReference layer, string path, CancellationToken cancellation)
        {
            room.Fetched.Enqueue(layer.Digest);
            await room.Gate.Task.WaitAsync(cancellation);
            await File.WriteAllBytesAsync(path, layers.First(one => one.Digest == layer.Digest).Tar, cancellation);
        }

        public void Dispose()
        {
        }
    }
}
