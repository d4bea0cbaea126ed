using System.Collections.Generic;
using System.Text;

namespace Tepui.Containerizer.Fetching.Sandboxes;

/// <summary>A path below the sandbox, as output_file or an archive names it; empty means the sandbox itself.</summary>
internal sealed class EntryPath
{
    private const int LongestName = 255;
    private const int LongestPath = 4096;

    private EntryPath(IReadOnlyList<string> parts) => Parts = parts;

    /// <summary>Neither empty, nor '.', nor '..'.</summary>
    public IReadOnlyList<string> Parts { get; }

    public bool IsSandbox => Parts.Count == 0;

    public string Name => Parts[^1];

    public static EntryPath Of(params string[] parts) => new(parts);

    /// <param name="fault">Why it is refused, to stand after its name.</param>
    /// <returns>Null when it is refused.</returns>
    public static EntryPath? Parse(string path, out string fault)
    {
        fault = "";
        var parts = new List<string>();
        if (path.StartsWith('/'))
            fault = "is an absolute path, which leads out of the sandbox";
        else if (path.Contains('\0'))
            fault = "holds a NUL character";
        else if (Encoding.UTF8.GetByteCount(path) >= LongestPath)
            fault = "is longer than 4095 bytes";
        foreach (string part in path.Split('/'))
        {
            if (fault.Length > 0)
                return null;
            if (part is "" or ".")
                continue;
            if (part == "..")
                fault = "holds '..', which leads out of the sandbox";
            else if (Encoding.UTF8.GetByteCount(part) > LongestName)
                fault = "holds a name longer than 255 bytes";
            parts.Add(part);
        }

        return fault.Length == 0 ? new EntryPath(parts) : null;
    }

    /// <summary>
    /// Whether a symbolic link lying here may have this target. Steps upwards may only come first: after a name they would
    /// start from wherever another link leads, and two harmless links would make one that climbs.
    /// </summary>
    public bool LinkStaysInside(string target)
    {
        if (target.Length == 0 || target.StartsWith('/') || target.Contains('\0'))
            return false;
        int above = Parts.Count - 1;
        bool named = false;
        foreach (string part in target.Split('/'))
        {
            if (part is "" or ".")
                continue;
            if (part != "..")
                named = true;
            else if (named || --above < 0)
                return false;
        }

        return true;
    }

    public override string ToString() => IsSandbox ? "." : string.Join('/', Parts);
}
