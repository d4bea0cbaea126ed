using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace Tepui.Miner.View;

/// <summary>Tasks that complete when a count comes to their mark. The caller sees to the locking.</summary>
internal sealed class TaskCompletionMark
{
    private readonly SortedDictionary<long, TaskCompletionSource> _marks = [];

    public Task At(long mark, long reached)
    {
        if (reached >= mark)
            return Task.CompletedTask;
        if (!_marks.TryGetValue(mark, out var source))
            _marks[mark] = source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return source.Task;
    }

    public void Reached(long count)
    {
        foreach (var mark in _marks.Keys.Where(mark => mark <= count).ToArray())
        {
            _marks.Remove(mark, out var source);
            source!.SetResult();
        }
    }
}
