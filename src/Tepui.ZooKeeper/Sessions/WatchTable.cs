using System.Collections.Generic;
using System.Threading.Tasks;
using Tepui.ZooKeeper.Wire;

namespace Tepui.ZooKeeper.Sessions;

/// <summary>The watches that a session has left, by what was read and where. A watch fires once.</summary>
internal sealed class WatchTable
{
    /// <summary>Of a read without a watch.</summary>
    public static readonly Task Never = new TaskCompletionSource().Task;

    private readonly Dictionary<string, TaskCompletionSource> _data = [];
    private readonly Dictionary<string, TaskCompletionSource> _missing = [];
    private readonly Dictionary<string, TaskCompletionSource> _children = [];

    public IReadOnlyCollection<string> Data => _data.Keys;

    /// <summary>Nodes that were not there when somebody asked for them.</summary>
    public IReadOnlyCollection<string> Missing => _missing.Keys;

    public IReadOnlyCollection<string> Children => _children.Keys;

    public Task OnData(string path) => Add(_data, path);

    public Task OnMissing(string path) => Add(_missing, path);

    public Task OnChildren(string path) => Add(_children, path);

    /// <summary>An event of a watch that is unknown, or has fired already, is nothing.</summary>
    public void Fire(WatchEvent told)
    {
        if (told.Kind is WatchEventKind.Created or WatchEventKind.DataChanged or WatchEventKind.Deleted)
        {
            Fire(_data, told.Path);
            Fire(_missing, told.Path);
        }

        if (told.Kind is WatchEventKind.ChildrenChanged or WatchEventKind.Deleted)
            Fire(_children, told.Path);
    }

    public void FireAll()
    {
        foreach (Dictionary<string, TaskCompletionSource> table in (Dictionary<string, TaskCompletionSource>[])[_data, _missing, _children])
        {
            foreach (TaskCompletionSource watch in table.Values)
                watch.TrySetResult();
            table.Clear();
        }
    }

    private static Task Add(Dictionary<string, TaskCompletionSource> table, string path)
    {
        if (!table.TryGetValue(path, out TaskCompletionSource? watch))
            table[path] = watch = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return watch.Task;
    }

    private static void Fire(Dictionary<string, TaskCompletionSource> table, string path)
    {
        if (table.Remove(path, out TaskCompletionSource? watch))
            watch.TrySetResult();
    }
}
