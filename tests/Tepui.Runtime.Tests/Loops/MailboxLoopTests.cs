using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Tepui.Runtime.Faults;
using Tepui.Runtime.Loops;
using Tepui.Testing;

namespace Tepui.Runtime.Tests.Loops;

public sealed class MailboxLoopTests
{
    private readonly VirtualTime _time = new();
    private readonly RecordingMachine _machine = new();
    private readonly List<LoopFault<string>> _faults = [];

    [Fact]
    public void Post_IntoAnIdleLoop_RunsBeforeItReturns()
    {
        MailboxLoop<string> loop = Loop();

        loop.Post("a");

        _machine.Log.ShouldBe(["step a", "flush", "dispatch"]);
    }

    [Fact]
    public void Post_OfSeveral_IsOneBatch()
    {
        MailboxLoop<string> loop = Loop();

        loop.Post(["a", "b", "c"]);

        _machine.Log.ShouldBe(["step a", "step b", "step c", "flush", "dispatch"]);
    }

    [Fact]
    public void Inputs_PostedDuringDispatch_AreTheNextBatch()
    {
        MailboxLoop<string> loop = Loop();
        _machine.OnDispatch = () =>
        {
            _machine.OnDispatch = null;
            loop.Post("b");
            loop.Post("c");
        };

        loop.Post("a");

        _machine.Log.ShouldBe(["step a", "flush", "dispatch", "step b", "step c", "flush", "dispatch"]);
    }

    [Fact]
    public void Run_DuringABatch_WaitsForItsEnd()
    {
        MailboxLoop<string> loop = Loop();
        _machine.OnStep = _ => loop.Run(() => _machine.Log.Add("action"));

        loop.Post(["a", "b"]);

        _machine.Log.ShouldBe(["step a", "step b", "flush", "dispatch", "action", "action"]);
    }

    [Fact]
    public void TryPost_WhenFull_Refuses()
    {
        MailboxLoop<string> loop = Loop(capacity: 2);
        bool[] accepted = [];
        _machine.OnStep = _ =>
        {
            _machine.OnStep = null;
            accepted = [loop.TryPost("b"), loop.TryPost("c"), loop.TryPost("d")];
        };

        loop.Post("a");

        accepted.ShouldBe([true, true, false]);
        loop.HighWater.ShouldBe(2);
        loop.Steps.ShouldBe(3);
    }

    [Fact]
    public void AnExceptionInAStep_StopsTheLoopAndShowsTheInputsBeforeIt()
    {
        MailboxLoop<string> loop = Loop();
        loop.Post("a");
        _machine.OnStep = _ => throw new InvalidOperationException("broken");

        loop.Post(["b", "c"]);
        loop.Post("d");

        LoopFault<string> fault = _faults.ShouldHaveSingleItem();
        fault.Exception.Message.ShouldBe("broken");
        fault.Recent.Select(recent => recent.Input).ShouldBe(["a", "b"]);
        loop.TryPost("e").ShouldBeFalse();
        FaultReport.Format("test", fault, _time.GetUtcNow(), static text => text).ShouldContain("2026-01-01T00:00:00.0000000+00:00 b");
    }

    [Fact]
    public async Task StopAsync_DuringABatch_RunsWhatWasQueuedBefore()
    {
        MailboxLoop<string> loop = Loop();
        Task stopped = Task.CompletedTask;
        _machine.OnStep = _ =>
        {
            _machine.OnStep = null;
            loop.Post("b");
            stopped = loop.StopAsync();
            stopped.IsCompleted.ShouldBeFalse();
        };

        loop.Post("a");
        await stopped;
        loop.Post("c");

        _machine.Log.ShouldContain("step b");
        _machine.Log.ShouldNotContain("step c");
        loop.Run(() => { }).ShouldBeFalse();
    }

    [Fact]
    public void Now_WhenTheWallClockGoesBack_StandsStill()
    {
        var clock = new SettableClock { Now = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero) };
        var loop = new MailboxLoop<string>(_machine, clock, _faults.Add);
        loop.Post("a");
        clock.Now -= TimeSpan.FromHours(1);

        loop.Post("b");

        _machine.Times.Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task ManyPosters_LoseNothing_AndNeverStepAtOnce()
    {
        var machine = new CountingMachine();
        var loop = new MailboxLoop<int>(machine, TimeProvider.System, fault => throw fault.Exception);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (int i = 1; i <= 10_000; i++)
            {
                loop.Post(i);
            }
        })));
        await loop.StopAsync();

        machine.Sum.ShouldBe(4L * 10_000 * 10_001 / 2);
        machine.Overlapped.ShouldBeFalse();
    }

    [Fact]
    public async Task ReadAsync_OfWaitingReaders_SharesOneView()
    {
        MailboxLoop<string> loop = Loop();
        var reader = new SnapshotReader<string>(loop.Run, () => string.Join(',', _machine.Log));
        Task<string> first = Task.FromResult("");
        Task<string> second = first;
        _machine.OnStep = _ =>
        {
            first = reader.ReadAsync();
            second = reader.ReadAsync();
        };

        loop.Post("a");

        (await first).ShouldBe("step a,flush,dispatch");
        second.ShouldBeSameAs(first);
        reader.Taken.ShouldBe(1);
    }

    [Fact]
    public async Task ReadAsync_AfterStop_SaysSo()
    {
        MailboxLoop<string> loop = Loop();
        var reader = new SnapshotReader<int>(loop.Run, () => 1);
        await loop.StopAsync();

        await Should.ThrowAsync<LoopStoppedException>(reader.ReadAsync);
    }

    private MailboxLoop<string> Loop(int capacity = 100) => new(_machine, _time, _faults.Add, capacity);

    private sealed class SettableClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class CountingMachine : ILoopMachine<int>
    {
        private int _inside;

        public long Sum { get; private set; }

        public bool Overlapped { get; private set; }

        public void Step(int input, DateTimeOffset now)
        {
            Overlapped |= System.Threading.Interlocked.Increment(ref _inside) != 1;
            Sum += input;
            System.Threading.Interlocked.Decrement(ref _inside);
        }

        public void Flush(DateTimeOffset now)
        {
        }

        public void Dispatch()
        {
        }
    }
}
