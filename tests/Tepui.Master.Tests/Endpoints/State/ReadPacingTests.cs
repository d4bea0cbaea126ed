using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Master.Endpoints.State;
using Tepui.Testing;

namespace Tepui.Master.Tests.Endpoints.State;

public sealed class ReadPacingTests
{
    private readonly VirtualTime _time = new();
    private readonly ReadPacing _pacing;
    private long _steps;

    public ReadPacingTests() => _pacing = new ReadPacing(() => _steps, _time);

    [Fact]
    public void Reads_OfAMasterWithLittleToDo_DoNotWait()
    {
        Read(TimeSpan.FromMilliseconds(50));
        Pass(TimeSpan.FromMilliseconds(100), steps: 20);

        _pacing.WaitAsync().IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public void Reads_OfABusyMaster_WaitSevenTimesWhatTheLastOneTook()
    {
        Read(TimeSpan.FromMilliseconds(49.8));
        Pass(TimeSpan.FromMilliseconds(100), steps: 1000);

        System.Threading.Tasks.Task waiting = _pacing.WaitAsync();

        waiting.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(249));
        waiting.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        waiting.IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public void NoRead_WaitsForMoreThanASecond()
    {
        Read(TimeSpan.FromSeconds(20));
        Read(TimeSpan.FromSeconds(20));
        Pass(TimeSpan.FromMilliseconds(20), steps: 1000);

        System.Threading.Tasks.Task waiting = _pacing.WaitAsync();
        _time.Advance(TimeSpan.FromSeconds(1));

        waiting.IsCompleted.ShouldBeTrue();
    }

    /// <summary>A body that takes so long to make.</summary>
    private void Read(TimeSpan cost)
    {
        IEnumerable<ReadOnlyMemory<byte>> Pieces()
        {
            _time.Advance(cost);
            yield return ReadOnlyMemory<byte>.Empty;
        }

        _pacing.Measured(Pieces()).Count().ShouldBe(1);
    }

    private void Pass(TimeSpan time, long steps)
    {
        _time.Advance(time);
        _steps += steps;
    }
}
