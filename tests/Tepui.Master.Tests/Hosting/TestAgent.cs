using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Channels;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Http.Links;
using Tepui.Internal.V1;
using Tepui.Protocol.AgentLink;
using ValueTask = System.Threading.Tasks.ValueTask;

namespace Tepui.Master.Tests.Hosting;

/// <summary>An agent that speaks the link and runs nothing: its tasks run because it says so.</summary>
internal sealed class TestAgent : IAsyncDisposable
{
    private const uint OwnChannel = 7;

    private readonly AgentLink _link;
    private readonly Channel<AgentLinkFrame> _frames = Channel.CreateUnbounded<AgentLinkFrame>();
    private readonly System.Threading.Tasks.Task _running;

    private TestAgent(AgentLink link)
    {
        _link = link;
        _running = link.RunAsync(Take, CancellationToken.None);
    }

    public AgentID Id { get; private set; } = new();

    /// <summary>The link has ended.</summary>
    public System.Threading.Tasks.Task Ended => _running;

    public static async System.Threading.Tasks.Task<TestAgent> RegisterAsync(TestMaster master, long term = 0)
    {
        var agent = new TestAgent(await AgentLinkClient.ConnectAsync("127.0.0.1", master.Host.Port, CancellationToken.None));
        agent.Id = await agent.RegisterOnAsync(OwnChannel, term);
        return agent;
    }

    /// <summary>Registers one more agent over this one's link.</summary>
    public async System.Threading.Tasks.Task<AgentID> RegisterOnAsync(uint channel, long term = 0)
    {
        Send(
            new AgentLinkFrame
            {
                RegisterAgent = new RegisterAgent
                {
                    Agent = Info(),
                    ProtocolVersion = AgentLinkFraming.ProtocolVersion,
                    TepuiVersion = "test",
                    Term = term,
                },
            },
            channel);
        return (await NextAsync(AgentLinkFrame.MessageOneofCase.AgentRegistered)).AgentRegistered.AgentId;
    }

    /// <summary>An agent comes back over another channel of this one's link.</summary>
    public void ReregisterOn(uint channel, AgentID id)
    {
        AgentInfo info = Info();
        info.Id = id;
        Send(
            new AgentLinkFrame
            {
                ReregisterAgent = new ReregisterAgent { Agent = info, ProtocolVersion = AgentLinkFraming.ProtocolVersion, TepuiVersion = "test" },
            },
            channel);
    }

    private static AgentInfo Info()
    {
        var info = new AgentInfo { Hostname = "host", Port = 5051 };
        info.Resources.Add(Scalar("cpus", 4));
        info.Resources.Add(Scalar("mem", 4096));
        info.Resources.Add(Scalar("disk", 10240));
        info.Resources.Add(new Resource
        {
            Name = "ports",
            Type = Value.Types.Type.Ranges,
            Ranges = new Value.Types.Ranges { Range = { new Value.Types.Range { Begin = 31000, End = 32000 } } },
        });
        return info;
    }

    public async System.Threading.Tasks.Task<AgentLinkFrame> NextAsync(AgentLinkFrame.MessageOneofCase message)
    {
        while (true)
        {
            AgentLinkFrame frame = await _frames.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
            if (frame.MessageCase == message)
            {
                return frame;
            }
        }
    }

    public void Update(RunTask run, TaskState state) => Send(new AgentLinkFrame
    {
        UpdateStatus = new UpdateStatus
        {
            FrameworkId = run.Framework.Id,
            LatestState = state,
            Status = new TaskStatus
            {
                TaskId = run.Task.TaskId,
                State = state,
                AgentId = Id,
                ExecutorId = new ExecutorID { Value = run.Task.TaskId.Value },
                Source = TaskStatus.Types.Source.Executor,
                Timestamp = 1795254273.25,
                Uuid = ByteString.CopyFrom(Guid.NewGuid().ToByteArray()),
                ContainerStatus = new ContainerStatus
                {
                    ExecutorPid = 4711,
                    ContainerId = new ContainerID { Value = "b1ff37c7-080b-4ff1-b6fd-a25eb6ed9290" },
                    NetworkInfos =
                    {
                        new NetworkInfo
                        {
                            IpAddresses = { new NetworkInfo.Types.IPAddress { Protocol = NetworkInfo.Types.Protocol.Ipv4, IpAddress = "127.0.0.1" } },
                        },
                    },
                },
            },
        },
    });

    public void Send(AgentLinkFrame frame, uint channel = OwnChannel)
    {
        frame.Channel = channel;
        _link.Send(frame);
        _link.Flush();
    }

    public async ValueTask DisposeAsync()
    {
        await _link.DisposeAsync();
        await _running;
    }

    private static Resource Scalar(string name, double value) => new()
    {
        Name = name,
        Type = Value.Types.Type.Scalar,
        Scalar = new Value.Types.Scalar { Value = value },
    };

    private ValueTask Take(IReadOnlyList<AgentLinkFrame> frames)
    {
        foreach (AgentLinkFrame frame in frames)
        {
            _frames.Writer.TryWrite(frame);
        }

        return ValueTask.CompletedTask;
    }
}
