using System;
using System.IO;
using System.Threading;
using Microsoft.Extensions.Logging;

namespace Tepui.Containerizer.Images.Provisioning;

/// <summary>Looks at the store's disk now and then, and has images pruned when it is too full (--image_gc_config).</summary>
internal sealed partial class ImageWatch(
    ImageGarbageCollection collection, string store, Action prune, TimeProvider time, ILogger logger) : IDisposable
{
    private ITimer? _timer;

    /// <summary>In place of the disk's own answer; for tests.</summary>
    public Func<double>? FreePart { get; init; }

    public void Start() => _timer ??= time.CreateTimer(_ => Look(), null, collection.WatchInterval, collection.WatchInterval);

    public void Dispose() => _timer?.Dispose();

    private void Look()
    {
        try
        {
            var disk = new DriveInfo(store);
            double free = FreePart?.Invoke() ?? (double)disk.AvailableFreeSpace / disk.TotalSize;
            if (free < collection.DiskHeadroom)
                prune();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Failed(store, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Images below {Store} cannot be pruned: {Reason}")]
    private partial void Failed(string store, string reason);
}
