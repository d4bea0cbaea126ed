using System;
using System.Linq;
using Tepui.Client.Http;

namespace Tepui.Client.Tests.Http;

public class ReconnectBackoffTests
{
    [Fact]
    public void Next_DoublesUpToTheLongestWithHalfOfItRandom()
    {
        var backoff = new ReconnectBackoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15), new Random(7));
        double[] bounds = [1, 2, 4, 8, 15, 15, 15];
        foreach (var bound in bounds)
        {
            backoff.Next().TotalSeconds.ShouldBeInRange(bound / 2, bound);
        }

        backoff.Reset();
        backoff.Next().TotalSeconds.ShouldBeInRange(0.5, 1);
    }

    [Fact]
    public void Next_OfManyFrameworks_IsSpread()
    {
        var waits = Enumerable.Range(0, 50)
            .Select(seed => new ReconnectBackoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15), new Random(seed)).Next());
        waits.Distinct().Count().ShouldBeGreaterThan(40);
    }
}
