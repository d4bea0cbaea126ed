using System;
using System.IO;

namespace Tepui.Master.Registrars;

/// <summary>What tells one stored registry from another without reading it: its length, its mark and its checksum.</summary>
internal readonly record struct RegistryStamp(long Length, ulong Mark, uint Checksum)
{
    private const int HeaderLength = sizeof(ulong) + sizeof(uint);

    public static RegistryStamp Of(ReadOnlySpan<byte> bytes) => bytes.Length < HeaderLength
        ? new RegistryStamp(bytes.Length, 0, 0)
        : new RegistryStamp(bytes.Length, BitConverter.ToUInt64(bytes), BitConverter.ToUInt32(bytes[sizeof(ulong)..]));

    /// <summary>Null when there is no such file.</summary>
    public static RegistryStamp? OfFile(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            return Of(file);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    public static RegistryStamp Of(FileStream file)
    {
        byte[] header = new byte[HeaderLength];
        file.Position = 0;
        int read = file.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false);
        return Of(header.AsSpan(0, read)) with { Length = file.Length };
    }
}
