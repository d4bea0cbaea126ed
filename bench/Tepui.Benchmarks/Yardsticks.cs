using System;
using BenchmarkDotNet.Attributes;

namespace Tepui.Benchmarks;

/// <summary>
/// Known amounts of work, to be run beside the others: they say how fast the machine was then. At 3.24 GHz and on its own,
/// 10,000,000 dependent multiply-adds take 12.3 ms (4 cycles each).
/// </summary>
[Config(typeof(QuickConfig))]
public class Yardsticks
{
    private readonly int[] _next = new int[1 << 21];

    [GlobalSetup]
    public void SetUp()
    {
        // One cycle through all of it (Sattolo's shuffle), so that no read is foreseen.
        var random = new Random(1);
        for (var index = 0; index < _next.Length; index++)
        {
            _next[index] = index;
        }

        for (var index = _next.Length - 1; index > 0; index--)
        {
            var other = random.Next(index);
            (_next[index], _next[other]) = (_next[other], _next[index]);
        }
    }

    [Benchmark]
    public ulong TenMillionMultiplyAdds()
    {
        var sum = 88172645463325252UL;
        for (var index = 0; index < 10_000_000; index++)
        {
            sum = (sum * 6364136223846793005) + 1442695040888963407;
        }

        return sum;
    }

    [Benchmark]
    public int OneMillionReadsIn8Megabytes()
    {
        var at = 0;
        for (var index = 0; index < 1_000_000; index++)
        {
            at = _next[at];
        }

        return at;
    }
}
