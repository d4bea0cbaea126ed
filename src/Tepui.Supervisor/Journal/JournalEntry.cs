using System;
using System.Buffers.Binary;
using System.Text;

namespace Tepui.Supervisor.Journal;

internal enum JournalKind : byte
{
    Launched = 1,
    Exited = 2,
    Forgotten = 3,
}

/// <summary>One record: kind (u8), length of the id (u16), id, and 12 bytes that depend on the kind.</summary>
internal readonly record struct JournalEntry(JournalKind Kind, string ContainerId, int Pid, ulong Mark, int? WaitStatus)
{
    private const int FixedSize = 15;

    public static JournalEntry Launched(string id, int pid, ulong mark) => new(JournalKind.Launched, id, pid, mark, null);

    public static JournalEntry Exited(string id, int? status) => new(JournalKind.Exited, id, 0, 0, status);

    public static JournalEntry Forgotten(string id) => new(JournalKind.Forgotten, id, 0, 0, null);

    public int Write(Span<byte> target)
    {
        int length = Encoding.UTF8.GetBytes(ContainerId, target[3..]);
        target[0] = (byte)Kind;
        BinaryPrimitives.WriteUInt16LittleEndian(target[1..], (ushort)length);
        Span<byte> rest = target[(3 + length)..];
        BinaryPrimitives.WriteUInt64LittleEndian(rest, Kind == JournalKind.Exited ? (WaitStatus is null ? 0UL : 1UL) : Mark);
        BinaryPrimitives.WriteInt32LittleEndian(rest[8..], Kind == JournalKind.Exited ? WaitStatus ?? 0 : Pid);
        return FixedSize + length;
    }

    public int MaximumSize => FixedSize + Encoding.UTF8.GetMaxByteCount(ContainerId.Length);

    /// <summary>Reads the first record; false at the end and at a torn tail.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out JournalEntry entry, out int size)
    {
        entry = default;
        size = 0;
        if (bytes.Length < FixedSize)
            return false;
        int length = BinaryPrimitives.ReadUInt16LittleEndian(bytes[1..]);
        if (bytes.Length < FixedSize + length)
            return false;
        size = FixedSize + length;
        string id = Encoding.UTF8.GetString(bytes.Slice(3, length));
        ulong wide = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(3 + length)..]);
        int narrow = BinaryPrimitives.ReadInt32LittleEndian(bytes[(11 + length)..]);
        switch ((JournalKind)bytes[0])
        {
            case JournalKind.Launched:
                entry = Launched(id, narrow, wide);
                return true;
            case JournalKind.Exited:
                entry = Exited(id, wide == 0 ? null : narrow);
                return true;
            case JournalKind.Forgotten:
                entry = Forgotten(id);
                return true;
            default:
                return false;
        }
    }
}
