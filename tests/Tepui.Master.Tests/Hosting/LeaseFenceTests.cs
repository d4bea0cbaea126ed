using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Microsoft.Extensions.Logging.Abstractions;
using Tepui.Endpoints.Requests;
using Tepui.Internal.V1;
using Tepui.Kernel;
using Tepui.Kernel.Master;
using Tepui.Kernel.Registry;
using Tepui.Master.Connections;
using Tepui.Master.Endpoints.State;
using Tepui.Master.Hosting;
using Tepui.Master.Logging;
using Tepui.Master.Registrars;
using Tepui.Master.Subscribers;
using Tepui.Runtime.Timers;
using Tepui.Testing;

namespace Tepui.Master.Tests.Hosting;

/// <summary>A process may be paused between deciding and doing.</summary>
public sealed class LeaseFenceTests : IDisposable
{
    private readonly VirtualTime _time = new();
    private readonly Meter _meter = new("test");
    private readonly ConnectionTable _connections = new();
    private readonly RecordingConnection _scheduler = new();
    private readonly List<string> _ends = [];
    private readonly MasterLoopMachine _machine;

    public LeaseFenceTests()
    {
        var timers = new MasterTimers(_meter, _time);
        var config = new MasterConfig { Info = new MasterInfo { Id = "m", Ip = 16777343, Port = 5050, Hostname = "127.0.0.1" } };
        _machine = new MasterLoopMachine(
            new MasterMachine(config, new Random(1)),
            _connections,
            new OperatorStreams(new KeptParts(_time)),
            new PendingReplies("Master"),
            timers,
            new NoticeLog(NullLogger.Instance, null),
            _time)
        {
            Timers = new KeyedTimers<MasterTimer>(_time, static _ => { }),
            Registry = new RegistryWriter(new MemoryRegistryStore(), timers.StateStore, static _ => { }),
            OnEnd = _ends.Add,
        };
        _connections.Add(new ConnectionId(1), _scheduler);
        Batch(new LeadershipGained(RegistryState.Empty, 7, _time.GetUtcNow() + TimeSpan.FromSeconds(10)));
        _machine.Dispatch();
    }

    [Fact]
    public void WhatWasDecidedInTime_IsDoneInTime()
    {
        Batch(Subscription());
        _time.Advance(TimeSpan.FromSeconds(9));
        _machine.Dispatch();

        _scheduler.Sent.ShouldNotBe(0);
        _ends.ShouldBeEmpty();
    }

    [Fact]
    public void WhatWasDecidedBeforeAPause_IsNotDoneAfterIt()
    {
        Batch(Subscription());
        _time.Advance(TimeSpan.FromSeconds(10));
        _machine.Dispatch();

        _scheduler.Sent.ShouldBe(0);
        _ends.ShouldHaveSingleItem().ShouldBe("this master leads no more: it was held up for longer than its lease, and another master may lead");
    }

    [Fact]
    public void ABusyLoop_WhoseSessionWasAliveAllAlong_GoesOn()
    {
        _time.Advance(TimeSpan.FromSeconds(12));
        _machine.Lease = () => _time.GetUtcNow() + TimeSpan.FromSeconds(5);
        Batch(Subscription());
        _time.Advance(TimeSpan.FromSeconds(6));
        _machine.Dispatch();

        _scheduler.Sent.ShouldNotBe(0);
        _ends.ShouldBeEmpty();
    }

    [Fact]
    public void WhatWasDecidedBeforeTheLossInOneBatch_IsNotDone()
    {
        Batch(Subscription(), new LeadershipLost("its node was deleted"));
        _machine.Dispatch();

        _scheduler.Sent.ShouldBe(0);
        _ends.ShouldHaveSingleItem().ShouldBe("this master leads no more: its node was deleted");
    }

    public void Dispose() => _meter.Dispose();

    private static SchedulerSubscribes Subscription()
    {
        var info = new FrameworkInfo { User = "root", Name = "test", Roles = { "*" } };
        info.Capabilities.Add(new FrameworkInfo.Types.Capability { Type = FrameworkInfo.Types.Capability.Types.Type.MultiRole });
        return new SchedulerSubscribes(
            new RequestId(1),
            new ConnectionId(1),
            "stream",
            null,
            new Call { Type = Call.Types.Type.Subscribe, Subscribe = new Call.Types.Subscribe { FrameworkInfo = info } });
    }

    private void Batch(params MasterInput[] inputs)
    {
        foreach (MasterInput input in inputs)
        {
            _machine.Step(input, _time.GetUtcNow());
        }

        _machine.Flush(_time.GetUtcNow());
    }

    private sealed class RecordingConnection : IConnection
    {
        public int Sent { get; private set; }

        public object Target => this;

        public void Send(Event message) => Sent++;

        public void Send(AgentLinkFrame frame) => Sent++;

        public void Flush()
        {
        }

        public void Close()
        {
        }
    }
}
