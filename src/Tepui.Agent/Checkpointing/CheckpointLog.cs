using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using Google.Protobuf;
using Microsoft.Win32.SafeHandles;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent.Recovery;
using Tepui.Protocol.Checksums;

namespace Tepui.Agent.Checkpointing;

/// <summary>
/// The agent's log: records, each after its length and the CRC-32C of its bytes. Appending is one write and no fsync: the log
/// outlives the process, and of tasks nothing is left after the host's reboot (as in Mesos). What outlives that, reservations and
/// volumes, is synced. Not for use by
/// several threads at once.
/// </summary>
internal sealed class CheckpointLog : IDisposable
{
    /// <summary>Commands lie in it as they came, secrets in them included.</summary>
    private const UnixFileMode OnlyOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const int HeadLength = 8;
    private const int LongestRecord = 256 * 1024 * 1024;

    /// <summary>Kept for the log on the disk, so that what is under way can be told to its end when the disk is full.</summary>
    private const long Reserve = 1024 * 1024;

    /// <summary>Below this the log is never compacted while the agent runs.</summary>
    private const long CompactFrom = 64 * 1024 * 1024;

    private readonly string _path;
    private readonly ArrayBufferWriter<byte> _buffer = new(64 * 1024);
    private SafeFileHandle _file;
    private long _length;
    private long _compacted;
    private bool _durable;
    private long _reservedTo;

    private CheckpointLog(string path, SafeFileHandle file, long length)
    {
        _path = path;
        _file = file;
        _length = length;
    }

    /// <summary>The log has grown to more than twice what it was when it was last compacted, and is large.</summary>
    public bool WantsCompaction => _length > CompactFrom && _length > 2 * _compacted;

    public long Length => _length;

    /// <summary>There is no room on the disk for more than what is under way; nothing new is to be begun.</summary>
    public bool IsLow => _reservedTo - _length < Reserve / 2 && !TryReserve();

    /// <summary>Opens the log and reads it. A last record that was not written whole is cut off.</summary>
    /// <exception cref="CheckpointDamagedException">A record before the last is damaged, and <paramref name="strict"/>.</exception>
    /// <exception cref="IOException">The log cannot be read or written.</exception>
    public static (CheckpointLog Log, IReadOnlyList<AgentCheckpoint> Records) Open(string path, bool strict)
    {
        var records = new List<AgentCheckpoint>();
        long intact = 0;
        if (File.Exists(path))
        {
            byte[] content = File.ReadAllBytes(path);
            intact = Read(content, records);
            if (strict && intact < content.Length && !IsTorn(content.AsSpan((int)intact)))
            {
                throw new CheckpointDamagedException(
                    $"the log of tasks {path} is damaged at byte {intact}; --no-strict recovers what lies before, or remove it to begin anew");
            }
        }

        SafeFileHandle file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        File.SetUnixFileMode(file, OnlyOwner);
        RandomAccess.SetLength(file, intact);
        var log = new CheckpointLog(path, file, intact);
        _ = log.TryReserve();
        return (log, records);
    }

    /// <summary>Keeps a record for the next <see cref="Flush"/>.</summary>
    public void Add(AgentCheckpoint record)
    {
        Write(_buffer, record);
        _durable |= CheckpointDurability.OutlivesHost(record);
    }

    /// <summary>Writes what was added.</summary>
    /// <exception cref="IOException">It cannot be written, and is kept for the next call.</exception>
    public void Flush()
    {
        if (_buffer.WrittenCount > 0)
        {
            RandomAccess.Write(_file, _buffer.WrittenSpan, _length);
            _length += _buffer.WrittenCount;
            _buffer.ResetWrittenCount();
            if (_length > _reservedTo - (Reserve / 2))
                _ = TryReserve();
        }

        if (_durable)
            RandomAccess.FlushToDisk(_file);
        _durable = false;
    }

    /// <summary>Replaces the whole log at once by these records; what was added and not flushed is among them.</summary>
    /// <returns>False when there is no room for it; then all is as it was, and what was added is still to be flushed.</returns>
    public bool TryReplace(IReadOnlyList<AgentCheckpoint> records)
    {
        try
        {
            Replace(records);
            return true;
        }
        catch (IOException)
        {
            // Not tried again at once: it is tried when the log has grown to twice its length.
            _compacted = _length;
            return false;
        }
    }

    private void Replace(IReadOnlyList<AgentCheckpoint> records)
    {
        var content = new ArrayBufferWriter<byte>(64 * 1024);
        foreach (AgentCheckpoint record in records)
            Write(content, record);
        string next = _path + ".next";
        SafeFileHandle file = File.OpenHandle(next, FileMode.Create, FileAccess.ReadWrite, FileShare.Read);
        File.SetUnixFileMode(file, OnlyOwner);
        bool reserved;
        try
        {
            RandomAccess.Write(file, content.WrittenSpan, 0);
            reserved = Native.Libc.Reserve(file, content.WrittenCount, Reserve);
            if (!reserved && _reservedTo > _length)
                throw new IOException("no room is left beside the log");
            foreach (AgentCheckpoint record in records)
            {
                if (CheckpointDurability.OutlivesHost(record))
                {
                    RandomAccess.FlushToDisk(file);
                    break;
                }
            }

            File.Move(next, _path, overwrite: true);
        }
        catch
        {
            file.Dispose();
            File.Delete(next);
            throw;
        }

        _file.Dispose();
        _file = file;
        _buffer.ResetWrittenCount();
        _length = content.WrittenCount;
        _reservedTo = _length + (reserved ? Reserve : 0);
        _compacted = _length;
        _durable = false;
    }

    public void Dispose() => _file.Dispose();

    /// <summary>False when the disk has no room; a file system that cannot reserve is taken to have.</summary>
    private bool TryReserve()
    {
        if (!Native.Libc.Reserve(_file, _length, Reserve))
            return false;
        _reservedTo = _length + Reserve;
        return true;
    }

    private static void Write(ArrayBufferWriter<byte> output, AgentCheckpoint record)
    {
        int size = record.CalculateSize();
        Span<byte> span = output.GetSpan(HeadLength + size)[..(HeadLength + size)];
        Span<byte> body = span[HeadLength..];
        record.WriteTo(body);
        BinaryPrimitives.WriteInt32LittleEndian(span, size);
        BinaryPrimitives.WriteUInt32LittleEndian(span[4..], Crc32C.Of(body));
        output.Advance(HeadLength + size);
    }

    /// <summary>Reads as many records as are intact; returns where they end.</summary>
    private static long Read(ReadOnlySpan<byte> content, List<AgentCheckpoint> records)
    {
        int at = 0;
        while (content.Length - at >= HeadLength)
        {
            int size = BinaryPrimitives.ReadInt32LittleEndian(content[at..]);
            if (size is <= 0 or > LongestRecord || size > content.Length - at - HeadLength)
                break;
            ReadOnlySpan<byte> body = content.Slice(at + HeadLength, size);
            if (Crc32C.Of(body) != BinaryPrimitives.ReadUInt32LittleEndian(content[(at + 4)..]) || TryParse(body) is not { } record)
                break;
            records.Add(record);
            at += HeadLength + size;
        }

        return at;
    }

    private static AgentCheckpoint? TryParse(ReadOnlySpan<byte> body)
    {
        try
        {
            return AgentCheckpoint.Parser.ParseFrom(body);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    /// <summary>Whether the rest is the beginning of one record: shorter than it says, or nothing but the zeroes of a file that grew.</summary>
    private static bool IsTorn(ReadOnlySpan<byte> rest)
    {
        if (rest.Length < HeadLength || !rest.ContainsAnyExcept((byte)0))
            return true;
        int size = BinaryPrimitives.ReadInt32LittleEndian(rest);
        return size is > 0 and <= LongestRecord && size >= rest.Length - HeadLength;
    }
}
