using System.Linq;

namespace Tepui.ZooKeeper;

/// <summary>What may be the path of a node (ZooKeeper's Programmer's Guide, "The ZooKeeper Data Model").</summary>
public static class NodePath
{
    /// <returns>What is wrong with it, to follow "the path"; null when nothing is.</returns>
    public static string? FindFault(string path)
    {
        if (!path.StartsWith('/'))
            return "does not begin with a '/'";
        if (path.Length == 1)
            return null;
        if (path.EndsWith('/'))
            return "ends with a '/'";
        if (path.Any(c => c < ' ' || c is >= '\u007f' and <= '\u009f' || c is >= '\ud800' and <= '\uf8ff' || c >= '\ufff0'))
            return "holds a character that ZooKeeper does not take";
        foreach (string part in path[1..].Split('/'))
        {
            if (part.Length == 0)
                return "has two '/' with nothing between them";
            if (part is "." or "..")
                return $"has '{part}' for a part, which ZooKeeper does not know";
        }

        return null;
    }

    /// <summary>The node above; the root's is the root.</summary>
    public static string Parent(string path)
    {
        int slash = path.LastIndexOf('/');
        return slash <= 0 ? "/" : path[..slash];
    }

    /// <summary>A node below another.</summary>
    public static string Join(string path, string name) => path == "/" ? "/" + name : $"{path}/{name}";

    /// <summary>The last part; empty for the root.</summary>
    public static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];
}
