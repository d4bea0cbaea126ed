using System;
using System.Buffers;
using System.Buffers.Text;

namespace Tepui.Protocol.Records;

/// <summary>RecordIO as Mesos's event streams use it (docs/recordio.md): a record's length in decimal, a newline, its bytes.</summary>
public static class RecordIo
{
    /// <summary>What a reader allows when nobody says otherwise, in bytes.</summary>
    public const int DefaultMaxRecordSize = 256 * 1024 * 1024;

    private const int LongestHeader = 21;

    /// <summary>How many bytes the length and its newline take.</summary>
    public static int HeaderSize(int recordLength)
    {
        Span<byte> header = stackalloc byte[LongestHeader];
        Utf8Formatter.TryFormat(recordLength, header, out var digits);
        return digits + 1;
    }

    public static void WriteHeader(int recordLength, IBufferWriter<byte> output)
    {
        var header = output.GetSpan(LongestHeader);
        Utf8Formatter.TryFormat(recordLength, header, out var digits);
        header[digits] = (byte)'\n';
        output.Advance(digits + 1);
    }

    public static void Write(ReadOnlySpan<byte> record, IBufferWriter<byte> output)
    {
        WriteHeader(record.Length, output);
        output.Write(record);
    }

    /// <summary>
    /// Takes one whole record off the front of the buffer; false, with the buffer as it was, when it is not all there yet.
    /// </summary>
    /// <exception cref="RecordException">The length is no number, or larger than allowed.</exception>
    public static bool TryRead(
        ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> record, int maxRecordSize = DefaultMaxRecordSize)
    {
        record = default;
        var reader = new SequenceReader<byte>(buffer);
        if (!TryReadLength(ref reader, maxRecordSize, out var length) || reader.Remaining < length)
        {
            return false;
        }

        record = buffer.Slice(reader.Position, length);
        buffer = buffer.Slice(record.End);
        return true;
    }

    private static bool TryReadLength(ref SequenceReader<byte> reader, int maxRecordSize, out long length)
    {
        length = 0;
        for (var digits = 0; reader.TryRead(out var character); digits++)
        {
            if (character == (byte)'\n' && digits > 0)
            {
                return true;
            }

            if (character is < (byte)'0' or > (byte)'9')
            {
                throw new RecordException(
                    $"a record's length must be decimal digits and a newline, but byte {digits + 1} of it is 0x{character:x2}");
            }

            length = (length * 10) + (character - '0');
            if (length > maxRecordSize || digits > LongestHeader)
            {
                throw new RecordException($"a record says it is {length} or more bytes long; at most {maxRecordSize} are allowed");
            }
        }

        return false;
    }
}
