using System;
using System.Formats.Tar;
using System.IO;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Tepui.Testing.Docker;

namespace Tepui.Testing.Images;

/// <summary>A layer of an image made by a test, as a tar.</summary>
public sealed class ImageLayer
{
    public ImageLayer(byte[] tar) => Tar = tar;

    public byte[] Tar { get; }

    /// <summary>A shell and all else that busybox is.</summary>
    public static ImageLayer Busybox { get; } = new(BusyboxImage.Make());

    public string Digest => DigestOf(Tar);

    public static string DigestOf(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));

    public static ImageLayer Of(params TarEntry[] entries)
    {
        var content = new MemoryStream();
        using (var tar = new TarWriter(content, leaveOpen: true))
        {
            foreach (TarEntry entry in entries)
                tar.WriteEntry(entry);
        }

        return new ImageLayer(content.ToArray());
    }

    public static TarEntry Text(string name, string text = "", int mode = 0x1A4) => new PaxTarEntry(TarEntryType.RegularFile, name)
    {
        Mode = (UnixFileMode)mode,
        DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)),
    };

    public static TarEntry Folder(string name, int mode = 0x1ED) => new PaxTarEntry(TarEntryType.Directory, name) { Mode = (UnixFileMode)mode };

    public static TarEntry Link(string name, string target, TarEntryType type = TarEntryType.SymbolicLink) =>
        new PaxTarEntry(type, name) { LinkName = target };

    public byte[] Gzip()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(Tar);
        return packed.ToArray();
    }
}
