using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Tepui.Supervisor.Journal;

/// <summary>
/// What was launched, how it ended and what may be forgotten, on disk before anybody is told. It is not synced: a machine
/// that goes down takes the containers with it, and the boot id in the first bytes says so.
/// </summary>
internal sealed class ContainerJournal : IDisposable
{
    private const int HeaderSize = 8 + 4 + 36;
    private const long CompactAt = 1024 * 1024;

    private readonly string _path;
    private readonly byte[] _bootId;
    private byte[] _pending = new byte[4096];
    private int _length;
    private FileStream? _file;
    private long _compactAt = CompactAt;

    private ContainerJournal(string path, byte[] bootId, uint runtime)
    {
        _path = path;
        _bootId = bootId;
        Runtime = runtime;
    }

    /// <summary>
    /// A random number that all supervisors of this runtime directory share. No secret, so that the cryptography library,
    /// 5 MB, is not loaded for it.
    /// </summary>
    public uint Runtime { get; }

    public bool WantsCompaction => _file?.Position > _compactAt;

    /// <summary>Reads the journal at the path, or begins one.</summary>
    /// <param name="sameBoot">False when the machine has restarted since.</param>
    public static ContainerJournal Open(string path, string bootId, out List<JournalEntry> entries, out bool sameBoot)
    {
        entries = [];
        sameBoot = true;
        byte[] boot = Encoding.ASCII.GetBytes(bootId.Trim().PadRight(36)[..36]);
        byte[] bytes = File.Exists(path) ? File.ReadAllBytes(path) : [];
        if (bytes.Length < HeaderSize || !bytes.AsSpan(0, 8).SequenceEqual("TEPUISV1"u8))
            return new ContainerJournal(path, boot, (uint)Random.Shared.Next(1, 0x0FFFFFFF));
        sameBoot = bytes.AsSpan(12, 36).SequenceEqual(boot);
        int offset = HeaderSize;
        while (JournalEntry.TryRead(bytes.AsSpan(offset), out JournalEntry entry, out int size))
        {
            entries.Add(entry);
            offset += size;
        }

        return new ContainerJournal(path, boot, BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(8)));
    }

    /// <summary>Replaces the file by one that holds these records only. When it cannot, on a full disk, all is as it was.</summary>
    public void Rewrite(IEnumerable<JournalEntry> entries)
    {
        string fresh = _path + ".new";
        int waiting = _length;
        FileStream? next = null;
        try
        {
            next = new FileStream(fresh, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
            byte[] header = new byte[HeaderSize];
            "TEPUISV1"u8.CopyTo(header);
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), Runtime);
            _bootId.CopyTo(header, 12);
            next.Write(header);
            foreach (JournalEntry entry in entries)
                Append(entry);
            next.Write(_pending, waiting, _length - waiting);
            File.Move(fresh, _path, overwrite: true);
        }
        catch
        {
            next?.Dispose();
            _length = waiting;
            _compactAt = 2 * (_file?.Position ?? CompactAt);
            throw;
        }

        _file?.Dispose();
        _file = next;
        _length = 0;
        _compactAt = Math.Max(CompactAt, 4 * _file.Position);
    }

    /// <summary>Adds a record to what the next <see cref="Write"/> writes.</summary>
    public void Append(JournalEntry entry)
    {
        int size = entry.MaximumSize;
        if (_pending.Length - _length < size)
            Array.Resize(ref _pending, Math.Max(_pending.Length * 2, _length + size));
        _length += entry.Write(_pending.AsSpan(_length));
    }

    /// <summary>Writes what was appended, in one write.</summary>
    public void Write()
    {
        if (_length == 0)
            return;
        _file!.Write(_pending, 0, _length);
        _length = 0;
    }

    public void Dispose() => _file?.Dispose();
}
