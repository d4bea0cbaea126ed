using System.Collections.Generic;
using Tepui.ZooKeeper.Wire;

namespace Tepui.ZooKeeper.Sessions;

/// <summary>Sets the watches of a session again on another connection, in requests that a server takes however many they are.</summary>
internal static class WatchRestoration
{
    private const int MostCharacters = 128 * 1024;

    public static IEnumerable<byte[]> Frames(WatchTable watches, long lastZxid)
    {
        foreach (List<string> part in Parts(watches.Data))
            yield return Requests.SetWatches(lastZxid, part, [], []);
        foreach (List<string> part in Parts(watches.Missing))
            yield return Requests.SetWatches(lastZxid, [], part, []);
        foreach (List<string> part in Parts(watches.Children))
            yield return Requests.SetWatches(lastZxid, [], [], part);
    }

    private static IEnumerable<List<string>> Parts(IReadOnlyCollection<string> paths)
    {
        var part = new List<string>();
        int characters = 0;
        foreach (string path in paths)
        {
            if (characters > MostCharacters)
            {
                yield return part;
                part = [];
                characters = 0;
            }

            part.Add(path);
            characters += path.Length;
        }

        if (part.Count > 0)
            yield return part;
    }
}
