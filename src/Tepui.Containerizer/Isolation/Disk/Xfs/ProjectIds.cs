using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace Tepui.Containerizer.Isolation.Disk.Xfs;

/// <summary>The project ids of an agent: which are somebody's, and the lowest that is nobody's.</summary>
internal sealed class ProjectIds
{
    private readonly (uint First, uint Last)[] _range;
    private readonly HashSet<uint> _taken = [];
    private readonly ProjectCounts _counts;
    private readonly Lock _lock = new();
    private readonly long _total;

    /// <param name="range">Each id once.</param>
    public ProjectIds(IReadOnlyList<(uint First, uint Last)> range, ProjectCounts counts)
    {
        _range = [.. range.Order()];
        _counts = counts;
        _total = _range.Sum(part => (long)part.Last - part.First + 1);
        Count();
    }

    /// <summary>Null when all are somebody's.</summary>
    public uint? Take()
    {
        lock (_lock)
        {
            foreach ((uint first, uint last) in _range)
            {
                for (ulong id = first; id <= last; id++)
                {
                    if (!_taken.Add((uint)id))
                        continue;
                    Count();
                    return (uint)id;
                }
            }

            return null;
        }
    }

    /// <summary>Somebody has it already. Of one out of the range, which was another when it was given, nothing is noted.</summary>
    public void Claim(uint id)
    {
        lock (_lock)
        {
            if (_range.Any(part => id >= part.First && id <= part.Last))
                _ = _taken.Add(id);
            Count();
        }
    }

    public void Return(uint id)
    {
        lock (_lock)
        {
            _ = _taken.Remove(id);
            Count();
        }
    }

    private void Count() => _counts.Set(_total, _total - _taken.Count);
}
