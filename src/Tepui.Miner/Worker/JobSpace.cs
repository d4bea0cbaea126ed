using System;
using System.Buffers.Binary;
using Tepui.Miner.Hashing;
using Tepui.Miner.Stratum;

namespace Tepui.Miner.Worker;

/// <summary>A stretch of nonces of one header.</summary>
/// <param name="Header">Which extranonce 2, counted from zero.</param>
/// <param name="Version">Which of the versions that may be rolled, counted from zero: the job's own.</param>
/// <param name="TimeOffset">Seconds to add to the job's time.</param>
public readonly record struct JobRange(ulong Header, ulong Version, uint TimeOffset, uint FirstNonce);

/// <summary>
/// All that may be tried for one job, cut into ranges of equal length: every version with the first stretch of nonces, then with
/// the next one; then the next extranonce 2, and once these are used up the next second, up to a bound.
/// </summary>
/// <param name="VersionMask">The bits of the version that may be rolled (BIP 310); 0 for none.</param>
public readonly record struct JobSpace(int Extranonce2Size, uint VersionMask = 0)
{
    /// <summary>Half a second's work of a fast thread, so that threads share even a single header fairly.</summary>
    public const long RangeLength = 1 << 24;

    /// <summary>How far a job's time is rolled. Nodes take up to two hours, but a pool may be stricter.</summary>
    public const uint GreatestTimeOffset = 600;

    private const ulong NonceRanges = (ulong)(NonceScanner.NonceCount / RangeLength);

    /// <summary>How many ranges have the same extranonce 2 and the same time.</summary>
    public ulong RangesInHeader => NonceRanges * VersionRolling.Count(VersionMask);

    /// <summary>The range with the given number; null beyond the last.</summary>
    public JobRange? Find(ulong number)
    {
        var versions = VersionRolling.Count(VersionMask);
        var header = number / RangesInHeader;
        var within = number % RangesInHeader;
        var bits = 8 * Extranonce2Size;
        var time = bits < 64 ? header >> bits : 0;
        if (time > GreatestTimeOffset)
            return null;
        return new JobRange(
            bits < 64 ? header & ((1UL << bits) - 1) : header, within % versions, (uint)time, (uint)(within / versions * (ulong)RangeLength));
    }

    /// <summary>The extranonce 2 of a header, the highest byte first.</summary>
    public byte[] Extranonce2(ulong header)
    {
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(number, header);
        var bytes = new byte[Extranonce2Size];
        var length = Math.Min(8, Extranonce2Size);
        number[^length..].CopyTo(bytes.AsSpan(Extranonce2Size - length));
        return bytes;
    }
}
