using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace Tepui.Containerizer.Isolation.PortMapping;

/// <summary>Gives ranges of ephemeral ports away, each a block of its own, so that one match finds it. Any thread may ask.</summary>
/// <param name="ranges">What there is to give.</param>
/// <param name="size">How many each gets; a power of two.</param>
internal sealed class EphemeralPorts(IReadOnlyList<(int First, int Last)> ranges, int size)
{
    /// <summary>Fewer are of no use to anybody (MIN_EPHEMERAL_PORTS_SIZE of Mesos's isolator).</summary>
    public const int Fewest = 16;

    private readonly Lock _lock = new();
    private readonly HashSet<(int First, int Last)> _taken = [];

    /// <summary>The lowest that is free; null when all are taken.</summary>
    public (int First, int Last)? Allocate()
    {
        lock (_lock)
        {
            foreach ((int first, int last) in ranges.Order())
            {
                for (int begin = (first + size - 1) / size * size; begin + size - 1 <= last; begin += size)
                {
                    (int First, int Last) wanted = (begin, begin + size - 1);
                    if (_taken.Any(taken => taken.First <= wanted.Last && wanted.First <= taken.Last))
                        continue;
                    _ = _taken.Add(wanted);
                    return wanted;
                }
            }

            return null;
        }
    }

    /// <summary>A container has it already, whatever its size.</summary>
    public void Take((int First, int Last) range)
    {
        lock (_lock)
            _ = _taken.Add(range);
    }

    public void Release((int First, int Last) range)
    {
        lock (_lock)
            _ = _taken.Remove(range);
    }
}
