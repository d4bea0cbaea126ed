using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Google.Protobuf;
using Mesos.V1;
using Microsoft.Extensions.Logging.Abstractions;
using Tepui.Http.Hosting;
using Tepui.Http.Links;
using Tepui.Http.Routing;
using Tepui.Internal.V1;
using Task = System.Threading.Tasks.Task;
using TaskStatus = Mesos.V1.TaskStatus;

namespace Tepui.Agent.Tests;

/// <summary>The master's end of real agent links: admits whoever comes, acknowledges every update, and keeps what it was sent.</summary>
internal sealed class ScriptedMaster : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<(AgentLink Link, AgentLinkFrame Frame)> _received = Channel.CreateUnbounded<(AgentLink, AgentLinkFrame)>();
    private readonly List<AgentLinkFrame> _waiting = [];
    private readonly Lock _gate = new();
    private HttpServer? _http;
    private int _agents;
    private int _operations;
    private AgentLink? _link;
    private uint _channel;

    private ScriptedMaster()
    {
    }

    public int Port => _http!.Port;

    /// <summary>Whether operations' statuses are acknowledged.</summary>
    public bool AcknowledgesOperations { get; set; } = true;

    /// <summary>Connections so far.</summary>
    public int Links { get; private set; }

    public static async Task<ScriptedMaster> StartAsync(int port = 0)
    {
        var master = new ScriptedMaster();
        RouteTable routes = new RouteTable("master").Any(Tepui.Protocol.AgentLink.AgentLinkFraming.Path, context => AgentLinkServer.AcceptAsync(context, master.ServeAsync));
        master._http = await HttpServer.StartAsync(new HttpOptions { Port = port }, routes, NullLogger.Instance, CancellationToken.None);
        return master;
    }

    public void Send(AgentLinkFrame frame)
    {
        frame.Channel = _channel;
        _link!.Send(frame);
        _link.Flush();
    }

    public void Run(string task, string command, string framework = "F", Action<TaskInfo>? change = null, bool checkpoint = false)
    {
        var info = new TaskInfo
        {
            Name = task,
            TaskId = new TaskID { Value = task },
            AgentId = new AgentID { Value = "S0" },
            Command = new CommandInfo { Value = command },
            Resources =
            {
                new Resource { Name = "cpus", Type = Value.Types.Type.Scalar, Scalar = new Value.Types.Scalar { Value = 0.1 } },
            },
        };
        change?.Invoke(info);
        Send(new AgentLinkFrame
        {
            RunTask = new RunTask
            {
                Framework = new FrameworkInfo { Name = "test", User = "", Id = new FrameworkID { Value = framework }, Checkpoint = checkpoint },
                Task = info,
            },
        });
    }

    /// <summary>Has the agent do an operation; completes when that has told of its end.</summary>
    public async Task<OperationStatus> ApplyAsync(Offer.Types.Operation operation)
    {
        ByteString uuid = ByteString.CopyFromUtf8($"operation {_operations++}");
        Send(new AgentLinkFrame { ApplyOperation = new ApplyOperation { Operation = operation, OperationUuid = uuid } });
        return (await NextAsync(frame => frame.UpdateOperationStatus?.OperationUuid == uuid)).UpdateOperationStatus.Status;
    }

    public void Kill(string task) => Send(new AgentLinkFrame
    {
        KillTask = new KillTask { FrameworkId = new FrameworkID { Value = "F" }, TaskId = new TaskID { Value = task } },
    });

    /// <summary>The first frame not taken yet that is of interest; the others stay.</summary>
    public async Task<AgentLinkFrame> NextAsync(Func<AgentLinkFrame, bool> wanted)
    {
        using var patience = new CancellationTokenSource(Patience);
        for (int i = 0; ; i++)
        {
            if (i == _waiting.Count)
                _waiting.Add((await _received.Reader.ReadAsync(patience.Token)).Frame);
            AgentLinkFrame frame = _waiting[i];
            if (!wanted(frame))
                continue;
            _waiting.RemoveAt(i);
            return frame;
        }
    }

    public async Task<TaskStatus> StatusAsync(string task, TaskState state) => (await NextAsync(
        frame => frame.UpdateStatus?.Status is { } status && status.TaskId.Value == task && status.State == state)).UpdateStatus.Status;

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _http, null) is { } http)
            await http.DisposeAsync();
    }

    private Task ServeAsync(AgentLink link)
    {
        Links++;
        return link.RunAsync(frames => Take(link, frames), CancellationToken.None);
    }

    private ValueTask Take(AgentLink link, IReadOnlyList<AgentLinkFrame> frames)
    {
        foreach (AgentLinkFrame frame in frames)
        {
            if (Answer(link, frame) is { } answer)
            {
                answer.Channel = frame.Channel;
                link.Send(answer);
            }

            _received.Writer.TryWrite((link, frame));
        }

        link.Flush();
        return ValueTask.CompletedTask;
    }

    private AgentLinkFrame? Answer(AgentLink link, AgentLinkFrame frame)
    {
        if (frame.RegisterAgent is not null || frame.ReregisterAgent is not null)
        {
            _link = link;
            _channel = frame.Channel;
        }

        if (frame.RegisterAgent is not null)
        {
            lock (_gate)
            {
                return new AgentLinkFrame
                {
                    AgentRegistered = new AgentRegistered
                    {
                        AgentId = new AgentID { Value = "S" + _agents++ },
                        PingTimeoutSeconds = 15,
                        MaxPingTimeouts = 5,
                    },
                };
            }
        }

        if (frame.ReregisterAgent is { } again)
        {
            return new AgentLinkFrame
            {
                AgentReregistered = new AgentReregistered { AgentId = again.Agent.Id, PingTimeoutSeconds = 15, MaxPingTimeouts = 5 },
            };
        }

        if (frame.UpdateOperationStatus is { } operation && AcknowledgesOperations)
        {
            return new AgentLinkFrame
            {
                AcknowledgeOperationStatus = new AcknowledgeOperationStatus
                {
                    OperationUuid = operation.OperationUuid,
                    StatusUuid = operation.Status.Uuid.Value,
                },
            };
        }

        return frame.UpdateStatus is not { } update ? null : new AgentLinkFrame
        {
            AcknowledgeStatus = new AcknowledgeStatus
            {
                FrameworkId = update.FrameworkId,
                TaskId = update.Status.TaskId,
                Uuid = update.Status.Uuid,
            },
        };
    }
}
