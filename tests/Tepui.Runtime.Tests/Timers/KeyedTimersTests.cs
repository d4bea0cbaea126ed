using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Runtime.Timers;
using Tepui.Testing;

namespace Tepui.Runtime.Tests.Timers;

public sealed class KeyedTimersTests : IDisposable
{
    private readonly VirtualTime _time = new();
    private readonly List<string> _fired = [];
    private readonly KeyedTimers<Key> _timers;

    public KeyedTimersTests() => _timers = new KeyedTimers<Key>(_time, keys => _fired.Add(string.Join(',', keys.Select(key => key.Name))));

    public void Dispose() => _timers.Dispose();

    [Fact]
    public void Start_FiresOnce_AtItsTime()
    {
        _timers.Start(new Key("a"), TimeSpan.FromSeconds(5));

        _time.Advance(TimeSpan.FromSeconds(4.999));
        _fired.ShouldBeEmpty();
        _time.Advance(TimeSpan.FromSeconds(100));

        _fired.ShouldBe(["a"]);
        _timers.Count.ShouldBe(0);
    }

    [Fact]
    public void Start_WithAnEqualKey_ReplacesTheFirst()
    {
        _timers.Start(new Key("a"), TimeSpan.FromSeconds(1));
        _timers.Start(new Key("a"), TimeSpan.FromSeconds(3));

        _time.Advance(TimeSpan.FromSeconds(2));
        _fired.ShouldBeEmpty();
        _time.Advance(TimeSpan.FromSeconds(1));

        _fired.ShouldBe(["a"]);
    }

    [Fact]
    public void Cancel_ByAnEqualKey_Disarms()
    {
        _timers.Start(new Key("a"), TimeSpan.FromSeconds(1));
        _timers.Start(new Key("b"), TimeSpan.FromSeconds(2));
        _timers.Cancel(new Key("a"));

        _time.Advance(TimeSpan.FromSeconds(10));

        _fired.ShouldBe(["b"]);
    }

    [Fact]
    public void TimersOfOneMoment_AreToldTogether_InTheOrderTheyWereStarted()
    {
        _timers.Start(new Key("later"), TimeSpan.FromSeconds(2));
        _timers.Start(new Key("b"), TimeSpan.FromSeconds(1));
        _timers.Start(new Key("a"), TimeSpan.FromSeconds(1));

        _time.Advance(TimeSpan.FromSeconds(3));

        _fired.ShouldBe(["b,a", "later"]);
    }

    [Fact]
    public void AnEarlierTimer_StartedLater_FiresFirst()
    {
        _timers.Start(new Key("slow"), TimeSpan.FromDays(400));
        _timers.Start(new Key("quick"), TimeSpan.FromSeconds(1));

        _time.Advance(TimeSpan.FromSeconds(1));
        _fired.ShouldBe(["quick"]);
        _time.Advance(TimeSpan.FromDays(400));

        _fired.ShouldBe(["quick", "slow"]);
    }

    [Fact]
    public void ManyCancelled_LeaveTheLiveOnesAlone()
    {
        for (int i = 0; i < 5000; i++)
        {
            _timers.Start(new Key("x" + i), TimeSpan.FromSeconds(10));
            _timers.Cancel(new Key("x" + i));
        }

        _timers.Start(new Key("live"), TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(10));

        _fired.ShouldBe(["live"]);
    }

    private sealed record Key(string Name);
}
