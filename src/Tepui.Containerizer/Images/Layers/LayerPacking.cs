using System;
using System.IO;
using System.Threading.Tasks;
using Tepui.Containerizer.Fetching;
using Tepui.Containerizer.Fetching.Archives;

namespace Tepui.Containerizer.Images.Layers;

/// <summary>How a layer is packed: told by its first bytes, for its media type is but a claim.</summary>
internal enum Packing
{
    None,
    Gzip,
    Zstandard,
    Bzip2,
    Xz,
}

internal static class LayerPacking
{
    public const int MagicLength = 6;

    public static Packing Of(ReadOnlySpan<byte> magic) =>
        magic.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) ? Packing.Gzip
        : magic.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]) ? Packing.Zstandard
        : magic.StartsWith("BZh"u8) ? Packing.Bzip2
        : magic.StartsWith((ReadOnlySpan<byte>)[0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0]) ? Packing.Xz
        : Packing.None;

    /// <summary>Gives the plain content of a layer's file to somebody who reads it to its end.</summary>
    /// <exception cref="FetchException">It cannot be unpacked.</exception>
    public static async Task ReadAsync(string path, Action<Stream> read)
    {
        await using FileStream file = File.OpenRead(path);
        byte[] magic = new byte[MagicLength];
        int count = await file.ReadAtLeastAsync(magic, MagicLength, throwOnEndOfStream: false);
        file.Position = 0;
        switch (Of(magic.AsSpan(0, count)))
        {
            case Packing.Gzip:
                await using (var plain = new WholeGzipStream(file))
                    await Task.Run(() => read(plain));
                break;
            case Packing.Zstandard:
                await ThroughAsync("zstd", ["-dcq", "--no-progress"], file, read, "install zstd");
                break;
            case Packing.Bzip2:
                await ThroughAsync("bzip2", ["-dc"], file, read, "install bzip2");
                break;
            case Packing.Xz:
                await ThroughAsync("xz", ["-dc", "--memlimit-decompress=1GiB"], file, read, "install xz-utils");
                break;
            default:
                await Task.Run(() => read(file));
                break;
        }
    }

    private static async Task ThroughAsync(string program, string[] arguments, FileStream file, Action<Stream> read, string advice)
    {
        using ChildProgram child = ChildProgram.Start(program, arguments, user: null, file, advice);
        await Task.Run(() => read(child.Output));
        await child.FinishAsync();
    }
}
