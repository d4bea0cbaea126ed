using System.Collections;
using System.Collections.Generic;

namespace Tepui.Kernel.Allocation;

/// <summary>Things by a small index that is used again after they are gone.</summary>
internal sealed class SlotList<T> : IEnumerable<T>
    where T : class
{
    private readonly List<T?> _slots = [];
    private readonly Stack<int> _free = new();

    /// <summary>The index that the next thing added has.</summary>
    public int NextIndex => _free.TryPeek(out var index) ? index : _slots.Count;

    public T? this[int index] => index < _slots.Count ? _slots[index] : null;

    public void Add(T thing)
    {
        if (_free.TryPop(out var index))
        {
            _slots[index] = thing;
        }
        else
        {
            _slots.Add(thing);
        }
    }

    public void Remove(int index)
    {
        _slots[index] = null;
        _free.Push(index);
    }

    public IEnumerator<T> GetEnumerator()
    {
        foreach (var thing in _slots)
        {
            if (thing is not null)
            {
                yield return thing;
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
