using System;
using System.Collections.Generic;
using Tepui.Containerizer.Images.References;

namespace Tepui.Containerizer.Images.Store;

/// <summary>An image in use: nothing of it is removed from the store before this is disposed of.</summary>
internal sealed class ImageLease(StoredImage image, IReadOnlyList<string> layerPaths, Action release) : IDisposable
{
    private Action? _release = release;

    public StoredImage Image => image;

    /// <summary>From the lowest up.</summary>
    public IReadOnlyList<string> LayerPaths => layerPaths;

    public void Dispose() => System.Threading.Interlocked.Exchange(ref _release, null)?.Invoke();
}
