namespace Tepui.Supervisor.Wire;

/// <summary>
/// A frame is its length without these four bytes (u32), the kind (u8), the request's number (u32, 0 in a push) and the
/// fields. Numbers are little-endian; a string is its length with the closing NUL (u32), its UTF-8 bytes and a NUL, so that
/// the supervisor hands the received bytes to posix_spawn as they are.
/// </summary>
internal static class WireFormat
{
    public const uint Magic = 0x56535054;
    public const ushort Version = 1;

    /// <summary>
    /// Grows with what a supervisor can be asked for, and is told in its Welcome: an agent may find one that an earlier program started.
    /// 0, which is not sent: nothing after RevokeWill. 1: streams, and processes spread over a pid namespace.
    /// </summary>
    public const ushort Level = 1;
    public const int LengthSize = 4;
    public const int HeaderSize = 9;

    /// <summary>More than Linux takes as arguments and environment of one process.</summary>
    public const int MaximumFrame = 8 * 1024 * 1024;
}
