using System;
using System.Collections.Generic;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Http.Links;
using Tepui.Internal.V1;
using Tepui.Protocol.AgentLink;

namespace Tepui.LoadBench.Emulation;

/// <summary>
/// An agent that a master cannot tell from a real one, but whose tasks are no processes: each runs through STARTING, RUNNING
/// and FINISHED as fast as its updates are acknowledged.
/// </summary>
/// <param name="channel">Its channel of a link that it shares.</param>
internal sealed class EmulatedAgent(AgentLink link, uint channel, AgentInfo info)
{
    private const string Version = "0.1.0";
    private static readonly TaskState[] Life = [TaskState.TaskStarting, TaskState.TaskRunning, TaskState.TaskFinished];

    private readonly Dictionary<(string Framework, string Task), int> _steps = [];

    /// <summary>Told once it has been admitted or taken back.</summary>
    public Action? Admitted { get; set; }

    /// <summary>Told why it was turned away.</summary>
    public Action<string>? Refused { get; set; }

    public AgentInfo Info => info;

    public AgentLink Link => link;

    public void Register() =>
        Send(new AgentLinkFrame { RegisterAgent = new RegisterAgent { Agent = info, ProtocolVersion = AgentLinkFraming.ProtocolVersion, TepuiVersion = Version } });

    /// <summary>Comes back with an id and tasks that it was given by nobody.</summary>
    /// <param name="term">Of the leader it means; 0: whoever is there.</param>
    public void Reregister(IEnumerable<FrameworkInfo> frameworks, IEnumerable<ByteString> tasks, long term = 0)
    {
        var message = new ReregisterAgent { Agent = info, ProtocolVersion = AgentLinkFraming.ProtocolVersion, TepuiVersion = Version, Term = term };
        message.Frameworks.AddRange(frameworks);
        message.TasksBytes.AddRange(tasks);
        Send(new AgentLinkFrame { ReregisterAgent = message });
    }

    /// <summary>Says a status of a task; it goes with the link's next flush.</summary>
    public void Update(UpdateStatus update) => Send(new AgentLinkFrame { UpdateStatus = update });

    public void Take(AgentLinkFrame frame)
    {
        switch (frame.MessageCase)
        {
            case AgentLinkFrame.MessageOneofCase.AgentRegistered:
                info.Id = frame.AgentRegistered.AgentId;
                Admitted?.Invoke();
                break;
            case AgentLinkFrame.MessageOneofCase.AgentReregistered:
                Admitted?.Invoke();
                break;
            case AgentLinkFrame.MessageOneofCase.Ping:
                Send(new AgentLinkFrame { Pong = new Pong { Nonce = frame.Ping.Nonce } });
                break;
            case AgentLinkFrame.MessageOneofCase.RunTask:
                Step(frame.RunTask.Framework.Id.Value, frame.RunTask.Task.TaskId.Value, 0);
                break;
            case AgentLinkFrame.MessageOneofCase.AcknowledgeStatus:
                Acknowledge(frame.AcknowledgeStatus.FrameworkId.Value, frame.AcknowledgeStatus.TaskId.Value);
                break;
            case AgentLinkFrame.MessageOneofCase.ShutdownAgent:
                Refused?.Invoke(frame.ShutdownAgent.Message);
                break;
            case AgentLinkFrame.MessageOneofCase.ChannelClosed:
                Refused?.Invoke("the master closed the channel");
                break;
        }
    }

    private void Acknowledge(string framework, string task)
    {
        if (_steps.Remove((framework, task), out var step) && step + 1 < Life.Length)
            Step(framework, task, step + 1);
    }

    private void Step(string framework, string task, int step)
    {
        _steps[(framework, task)] = step;
        Send(new AgentLinkFrame
        {
            UpdateStatus = new UpdateStatus
            {
                FrameworkId = new FrameworkID { Value = framework },
                Status = new TaskStatus
                {
                    TaskId = new TaskID { Value = task },
                    State = Life[step],
                    Source = TaskStatus.Types.Source.Executor,
                    AgentId = info.Id,
                    ExecutorId = new ExecutorID { Value = task },
                    Timestamp = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).TotalSeconds,
                    Uuid = ByteString.CopyFrom(Guid.NewGuid().ToByteArray()),
                },
            },
        });
    }

    private void Send(AgentLinkFrame frame)
    {
        frame.Channel = channel;
        link.Send(frame);
    }
}
