using System;
using System.Buffers.Binary;
using System.IO;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Tepui.Containerizer.Launching.Starting;

/// <summary>
/// The program that planned containers begin as: about a kilobyte of machine code that carries out a <see cref="StartScript"/> and becomes
/// the command. What it does is in starter.c; it is part of this assembly so that no compiler and no other package is needed.
/// </summary>
/// <remarks>
/// Chosen over a chain of sh, prlimit, unshare, mount, nsenter and setpriv: one exec instead of up to a dozen, what fails is told by its
/// errno instead of a text on stderr, seccomp filters can be loaded, and the end of a process in a pid namespace is told as it was.
/// </remarks>
internal static class StarterFile
{
    private const int HeaderSize = 64;
    private const int SegmentSize = 56;
    private const int CodeOffset = HeaderSize + (2 * SegmentSize);
    private const long Address = 0x400000;
    private const UnixFileMode Mode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Writes it into a directory unless it is there, and gives its path.</summary>
    public static string Install(string directory)
    {
        byte[] file = Contents(StarterCode.Current, RuntimeInformation.ProcessArchitecture);
        string path = Path.Combine(directory, "starter-" + Convert.ToHexStringLower(SHA256.HashData(file).AsSpan(0, 8)));
        if (File.Exists(path))
            return path;
        _ = Directory.CreateDirectory(directory);
        string next = $"{path}.{Environment.ProcessId}";
        File.WriteAllBytes(next, file);
        File.SetUnixFileMode(next, Mode);
        File.Move(next, path, overwrite: true);
        return path;
    }

    /// <summary>An executable file (ELF, System V ABI chapters 4 and 5) of one segment, whose stack is no code.</summary>
    internal static byte[] Contents(ReadOnlySpan<byte> code, Architecture architecture)
    {
        byte[] file = new byte[CodeOffset + code.Length];
        Span<byte> header = file;
        ReadOnlySpan<byte> identity = [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1];
        identity.CopyTo(header);
        BinaryPrimitives.WriteInt16LittleEndian(header[16..], 2); // an executable
        BinaryPrimitives.WriteInt16LittleEndian(header[18..], (short)(architecture == Architecture.X64 ? 62 : 183));
        BinaryPrimitives.WriteInt32LittleEndian(header[20..], 1);
        BinaryPrimitives.WriteInt64LittleEndian(header[24..], Address + CodeOffset);
        BinaryPrimitives.WriteInt64LittleEndian(header[32..], HeaderSize);
        BinaryPrimitives.WriteInt16LittleEndian(header[52..], HeaderSize);
        BinaryPrimitives.WriteInt16LittleEndian(header[54..], SegmentSize);
        BinaryPrimitives.WriteInt16LittleEndian(header[56..], 2);

        Span<byte> segment = header[HeaderSize..];
        BinaryPrimitives.WriteInt32LittleEndian(segment, 1); // loaded
        BinaryPrimitives.WriteInt32LittleEndian(segment[4..], 5); // read and executed
        BinaryPrimitives.WriteInt64LittleEndian(segment[16..], Address);
        BinaryPrimitives.WriteInt64LittleEndian(segment[24..], Address);
        BinaryPrimitives.WriteInt64LittleEndian(segment[32..], file.Length);
        BinaryPrimitives.WriteInt64LittleEndian(segment[40..], file.Length);
        BinaryPrimitives.WriteInt64LittleEndian(segment[48..], 0x10000);

        Span<byte> stack = segment[SegmentSize..];
        BinaryPrimitives.WriteInt32LittleEndian(stack, 0x6474E551);
        BinaryPrimitives.WriteInt32LittleEndian(stack[4..], 6); // read and written
        BinaryPrimitives.WriteInt64LittleEndian(stack[48..], 16);
        code.CopyTo(header[CodeOffset..]);
        return file;
    }
}
