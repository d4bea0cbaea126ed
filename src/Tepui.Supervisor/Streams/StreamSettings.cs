using Tepui.Supervisor.Wire;

namespace Tepui.Supervisor.Streams;

internal enum InputKind : byte
{
    None = 0,
    Pipe = 1,
    Terminal = 2,
}

/// <summary>What a container's streams are, as a LaunchWithStreams frame says it.</summary>
/// <param name="IsSession">It belongs to one reader.</param>
/// <param name="Directory">Where its files are; empty where it begins.</param>
internal readonly record struct StreamSettings(InputKind Input, ushort Rows, ushort Columns, bool IsSession, string Directory, FileLimit Output, FileLimit Error)
{
    public static StreamSettings Read(ref FrameReader frame) => new(
        (InputKind)frame.Byte(),
        frame.UInt16(),
        frame.UInt16(),
        frame.Boolean(),
        frame.Text(),
        new FileLimit(frame.Int64(), frame.Int32()),
        new FileLimit(frame.Int64(), frame.Int32()));
}

/// <param name="Bytes">That the file may hold; 0 for any number.</param>
/// <param name="Kept">Older files beside it.</param>
internal readonly record struct FileLimit(long Bytes, int Kept);
