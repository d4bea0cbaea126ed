using System.IO;
using Tepui.Containerizer.Files;

namespace Tepui.Containerizer.Images.Appc;

/// <summary>An unpacked ACI: <c>manifest</c> and <c>rootfs</c> in a folder. Neither may be a link, which could lead anywhere.</summary>
internal static class AppcFolder
{
    private const int LargestManifest = 4 << 20;

    public static string Rootfs(string folder) => Path.Combine(folder, "rootfs");

    public static string Manifest(string folder) => Path.Combine(folder, "manifest");

    /// <exception cref="ImageException">It holds no image.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static AppcManifest Read(string folder)
    {
        if (!FileStatus.TryRead(Rootfs(folder), out FileStatus root, follow: false) || !root.IsDirectory)
            throw new ImageException("it holds no folder 'rootfs': make the ACI anew");
        if (!FileStatus.TryRead(Manifest(folder), out FileStatus manifest, follow: false) || !manifest.IsRegular)
            throw new ImageException("it holds no file 'manifest': make the ACI anew");
        if (new FileInfo(Manifest(folder)).Length > LargestManifest)
            throw new ImageException("its manifest is longer than 4 MB: make the ACI anew");
        return AppcManifest.Parse(File.ReadAllBytes(Manifest(folder)));
    }
}
