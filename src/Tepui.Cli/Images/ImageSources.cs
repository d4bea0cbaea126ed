using System.Collections.Generic;
using System.Linq;

namespace Tepui.Cli.Images;

/// <summary>What of this machine goes into images.</summary>
/// <param name="Java">For those with ZooKeeper; null when there is none among them.</param>
internal sealed record ImageSources(ProgramFiles Program, JavaFiles? Java)
{
    /// <exception cref="ImageException">Something needed is missing.</exception>
    public static ImageSources Find(IReadOnlyList<TepuiImage> images) =>
        new(ProgramFiles.Find(), images.Any(image => image.HasZooKeeper) ? JavaFiles.Find() : null);

    /// <summary>Says whether an image was made of these very files.</summary>
    public string Fingerprint(TepuiImage image) =>
        image.HasZooKeeper ? ProgramFiles.Print([.. Program.Files, .. Java!.Paths.Select(path => (path, path))]) : Program.Fingerprint;

    public IReadOnlyList<string> Environment(TepuiImage image) =>
        image.HasZooKeeper ? [.. image.Environment, "JAVA_HOME=" + Java!.Home] : image.Environment;
}
