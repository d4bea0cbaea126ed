using System;

namespace Tepui.Runtime.Faults;

/// <summary>The last inputs of a loop, for the report on a fault.</summary>
internal sealed class RecentInputs<TInput>(int count)
{
    private readonly (TInput Input, DateTimeOffset At)[] _ring = new (TInput, DateTimeOffset)[count];
    private long _added;

    public void Add(TInput input, DateTimeOffset at)
    {
        if (_ring.Length > 0)
        {
            _ring[_added++ % _ring.Length] = (input, at);
        }
    }

    public RecentInput<TInput>[] ToArray()
    {
        int length = (int)Math.Min(_added, _ring.Length);
        var recent = new RecentInput<TInput>[length];
        for (int i = 0; i < length; i++)
        {
            (TInput input, DateTimeOffset at) = _ring[(_added - length + i) % _ring.Length];
            recent[i] = new RecentInput<TInput>(input, at);
        }

        return recent;
    }
}
