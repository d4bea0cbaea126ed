using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Containerizer.Docker;

namespace Tepui.Cli.Images;

/// <summary>Makes our images out of the program that runs and brings them where they are wanted.</summary>
internal static class ImageBuild
{
    /// <summary>Writes the archive that <c>docker load</c> reads.</summary>
    /// <exception cref="ImageException">They cannot be made.</exception>
    public static void Write(IReadOnlyList<TepuiImage> images, string path)
    {
        var sources = ImageSources.Find(images);
        using FileStream output = File.Create(path);
        Write(images, sources, output);
    }

    /// <summary>Loads the images into a dockerd, unless it has these very ones already.</summary>
    /// <returns>Whether they had to be loaded.</returns>
    /// <exception cref="ImageException">They cannot be made.</exception>
    /// <exception cref="DockerImagesException">dockerd is away or refuses them.</exception>
    public static async Task<bool> LoadAsync(IReadOnlyList<TepuiImage> images, string socket, CancellationToken cancellation)
    {
        var sources = ImageSources.Find(images);
        using var docker = new DockerImages(socket);
        if (await IsThereAsync(docker, images, sources, cancellation))
            return false;
        string path = Path.GetTempFileName();
        await using var archive = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 64 * 1024, FileOptions.DeleteOnClose);
        Write(images, sources, archive);
        archive.Position = 0;
        await docker.LoadAsync(archive, cancellation);
        return true;
    }

    private static async Task<bool> IsThereAsync(
        DockerImages docker, IReadOnlyList<TepuiImage> images, ImageSources sources, CancellationToken cancellation)
    {
        foreach (TepuiImage image in images)
        {
            if (await docker.LabelAsync(image.Name, ImageArchive.FingerprintLabel, cancellation) != sources.Fingerprint(image))
                return false;
        }

        return true;
    }

    private static void Write(IReadOnlyList<TepuiImage> images, ImageSources sources, Stream output)
    {
        DirectoryInfo scratch = Directory.CreateTempSubdirectory("tepui-images-");
        try
        {
            ImageArchive.Write(sources, images, scratch.FullName, output);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }
}
