using System.Globalization;
using System.IO;

namespace Tepui.Containerizer.Docker.Output;

/// <summary>How much of an output stands in older files or is gone, and which file goes on from there; one line of a file.</summary>
internal sealed class RotationNote(string path)
{
    /// <summary>Null before the first rotation.</summary>
    public (long Moved, ulong Inode)? Read()
    {
        if (!File.Exists(path))
            return null;
        string[] parts = File.ReadAllText(path).Split(' ');
        return parts is [{ } moved, { } inode]
            && long.TryParse(moved, NumberStyles.None, CultureInfo.InvariantCulture, out long bytes)
            && ulong.TryParse(inode, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)
            ? (bytes, number)
            : null;
    }

    /// <exception cref="IOException">The runtime directory cannot be written.</exception>
    public void Write(long moved, ulong inode)
    {
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path + "~", string.Create(CultureInfo.InvariantCulture, $"{moved} {inode}"));
        File.Move(path + "~", path, overwrite: true);
    }
}
