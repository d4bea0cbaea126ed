using System;
using System.Threading;
using Tepui.Runtime.Time;
using Tepui.Testing;

namespace Tepui.Runtime.Tests.Time;

public sealed class SteadyTimeTests
{
    private readonly AdjustedTime _source = new();

    [Fact]
    public void WithAnOrderlyWallClock_ItIsThatClock()
    {
        var steady = new SteadyTime(_source);
        _source.Pass(TimeSpan.FromSeconds(5));

        steady.GetUtcNow().ShouldBe(_source.GetUtcNow());
    }

    [Fact]
    public void WhenTheWallClockIsSetBack_ItGoesOnAsFastAsTimePasses()
    {
        var steady = new SteadyTime(_source);
        DateTimeOffset before = steady.GetUtcNow();

        _source.Adjust(TimeSpan.FromHours(-1));
        steady.GetUtcNow().ShouldBe(before);
        _source.Pass(TimeSpan.FromSeconds(10));

        steady.GetUtcNow().ShouldBe(before + TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void WhenTheWallClockGoesForward_AsAfterTheMachineSlept_ItFollows()
    {
        var steady = new SteadyTime(_source);
        DateTimeOffset before = steady.GetUtcNow();

        _source.Adjust(TimeSpan.FromHours(1));

        steady.GetUtcNow().ShouldBe(before + TimeSpan.FromHours(1));
        _source.Adjust(TimeSpan.FromHours(-1));
        _source.Pass(TimeSpan.FromSeconds(1));
        steady.GetUtcNow().ShouldBe(before + TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void ASteadyClock_IsNotWrappedAgain()
    {
        SteadyTime steady = SteadyTime.Of(_source);

        SteadyTime.Of(steady).ShouldBeSameAs(steady);
    }

    /// <summary>A wall clock that somebody sets, beside a time that passes.</summary>
    private sealed class AdjustedTime : TimeProvider
    {
        private readonly VirtualTime _passing = new();
        private TimeSpan _adjusted;

        public override long TimestampFrequency => _passing.TimestampFrequency;

        public void Pass(TimeSpan by) => _passing.Advance(by);

        public void Adjust(TimeSpan by) => _adjusted += by;

        public override DateTimeOffset GetUtcNow() => _passing.GetUtcNow() + _adjusted;

        public override long GetTimestamp() => _passing.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            _passing.CreateTimer(callback, state, dueTime, period);
    }
}
