using System;
using Tepui.Miner.Hashing;

namespace Tepui.Miner.Tests.Hashing;

public class HashRateProbeTests
{
    [Fact]
    public void MeasureThread_ByAClockThatJumps_CountsWhatWasTriedInBetween()
    {
        // Each look at the clock is a second on: one batch of 16,384 in the one second between start and end.
        HashRateProbe.MeasureThread(new JumpingTime(), TimeSpan.FromSeconds(1)).ShouldBe(16384);
    }

    private sealed class JumpingTime : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _now++;
    }
}
