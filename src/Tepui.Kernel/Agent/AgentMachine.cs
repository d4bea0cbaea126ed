using System;
using System.Collections.Generic;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent.Calls;
using Tepui.Kernel.Agent.Calls.Containers;
using Tepui.Kernel.Agent.Recovery;
using Tepui.Kernel.Agent.Views;

namespace Tepui.Kernel.Agent;

/// <summary>The agent as a step machine: inputs in, effects out, time an argument.</summary>
public sealed class AgentMachine
{
    private readonly AgentState _agent;

    /// <param name="random">Of identifiers and jitter; no secret is made with it.</param>
    public AgentMachine(AgentConfig config, Random random)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(random);
        _agent = new AgentState(config, random);
    }

    /// <summary>The time of the last step.</summary>
    public DateTimeOffset Now => _agent.Now;

    /// <summary>Takes one input; the first is <see cref="Recovered"/>.</summary>
    public void Step(AgentInput input, DateTimeOffset now, Outbox<AgentEffect> outbox)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(outbox);
        _agent.Begin(now, outbox);
        switch (input)
        {
            case MasterSends sends when _agent.Link.IsCurrent(sends.Link):
                Take(sends.Frame);
                break;
            case ContainerStarted started:
                ContainerEvents.Started(_agent, started);
                break;
            case ContainerExited exited:
                ContainerEvents.Exited(_agent, exited);
                break;
            case ContainerFailed failed:
                ContainerEvents.Failed(_agent, failed);
                break;
            case TimerFired fired:
                Fired(fired.Timer);
                break;
            case CheckAnswered answered:
                _agent.Checks.Answered(answered);
                break;
            case LinkConnected connected when _agent.Link.IsCurrent(connected.Link):
                _agent.Link.Connected();
                break;
            case MasterDetected detected:
                _agent.Link.Detected(detected.Master);
                break;
            case LinkClosed closed when _agent.Link.IsCurrent(closed.Link):
                _agent.Link.Closed(closed.Reason);
                break;
            case Recovered recovered:
                AgentRecovery.Apply(_agent, recovered);
                break;
            case ExecutorCalls calls:
                ExecutorApiCalls.Apply(_agent, calls);
                break;
            case ExecutorSubscribes subscribes:
                ExecutorApiCalls.Subscribe(_agent, subscribes);
                break;
            case ExecutorClosed closed:
                ExecutorApiCalls.Closed(_agent, closed);
                break;
            case OperatorCalls calls:
                ContainerCalls.Apply(_agent, calls);
                break;
            case OperatorGone gone:
                ContainerCalls.Gone(_agent, gone.Request);
                break;
            case VolumesChanged changed:
                ApplyOperationCall.VolumesChanged(_agent, changed);
                break;
            case VolumesLinked linked:
                RunExecutorTaskCall.VolumesLinked(_agent, linked);
                break;
            case PathsFound found:
                _agent.Garbage.Found(found);
                break;
            case PathsRemoved removed:
                _agent.Garbage.Removed(removed);
                break;
            case DiskMeasured measured:
                _agent.Garbage.Measured(measured);
                break;
            case OperatorShutsDown shutsDown:
                ShutdownCalls.Operator(_agent, shutsDown.Reason);
                break;
        }

        DrainCall.EndWhenDone(_agent);
    }

    /// <summary>What is shown of the agent; not taken beside a step.</summary>
    public AgentView View() => AgentView.Of(_agent);

    /// <summary>The shortest log that leads to the present state; it may replace the one written so far.</summary>
    public IReadOnlyList<AgentCheckpoint> Checkpoint() => CheckpointWriter.Write(_agent);

    private void Take(AgentLinkFrame frame)
    {
        switch (frame.MessageCase)
        {
            case AgentLinkFrame.MessageOneofCase.RunTask:
                RunTaskCall.Apply(_agent, frame.RunTask);
                break;
            case AgentLinkFrame.MessageOneofCase.AcknowledgeStatus:
                AcknowledgeStatus acknowledge = frame.AcknowledgeStatus;
                _agent.Updates.Acknowledge(
                    new FrameworkId(acknowledge.FrameworkId.Value), new TaskId(acknowledge.TaskId.Value), acknowledge.Uuid);
                break;
            case AgentLinkFrame.MessageOneofCase.KillTask:
                KillTaskCall.Apply(_agent, frame.KillTask);
                break;
            case AgentLinkFrame.MessageOneofCase.ApplyOperation:
                ApplyOperationCall.Apply(_agent, frame.ApplyOperation);
                break;
            case AgentLinkFrame.MessageOneofCase.AcknowledgeOperationStatus:
                _agent.Operations.Acknowledge(frame.AcknowledgeOperationStatus);
                break;
            case AgentLinkFrame.MessageOneofCase.DrainAgent:
                DrainCall.Apply(_agent, frame.DrainAgent.Config);
                break;
            case AgentLinkFrame.MessageOneofCase.RunTaskGroup:
                RunTaskGroupCall.Apply(_agent, frame.RunTaskGroup);
                break;
            case AgentLinkFrame.MessageOneofCase.Ping:
                _agent.Link.Ping(frame.Ping.Nonce);
                break;
            case AgentLinkFrame.MessageOneofCase.AgentRegistered:
                AgentRegistered registered = frame.AgentRegistered;
                _agent.Link.Registered(
                    new AgentId(registered.AgentId.Value), registered.PingTimeoutSeconds, registered.MaxPingTimeouts, again: false);
                break;
            case AgentLinkFrame.MessageOneofCase.AgentReregistered:
                AgentReregistered again = frame.AgentReregistered;
                _agent.Link.Registered(
                    new AgentId(again.AgentId.Value), again.PingTimeoutSeconds, again.MaxPingTimeouts, again: true);
                ReconcileCall.Apply(_agent, again.Reconcile);
                break;
            case AgentLinkFrame.MessageOneofCase.ShutdownExecutor:
                ShutdownCalls.Executor(
                    _agent,
                    new FrameworkId(frame.ShutdownExecutor.FrameworkId.Value),
                    new ExecutorId(frame.ShutdownExecutor.ExecutorId.Value));
                break;
            case AgentLinkFrame.MessageOneofCase.ShutdownFramework:
                ShutdownCalls.Framework(_agent, new FrameworkId(frame.ShutdownFramework.FrameworkId.Value));
                break;
            case AgentLinkFrame.MessageOneofCase.UpdateFramework:
                UpdateFrameworkCall.Apply(_agent, frame.UpdateFramework);
                break;
            case AgentLinkFrame.MessageOneofCase.FrameworkMessage:
                ExecutorMessageCalls.ToExecutor(_agent, frame.FrameworkMessage);
                break;
            case AgentLinkFrame.MessageOneofCase.ShutdownAgent:
                ShutdownCalls.Agent(_agent, frame.ShutdownAgent.Message, failed: true);
                break;
            default:
                _agent.Tell(new AgentNotice.UnknownFrame(frame.MessageCase.ToString()));
                break;
        }
    }

    private void Fired(AgentTimer timer)
    {
        switch (timer)
        {
            case AgentTimer.StatusRetry:
                _agent.Updates.Retry();
                break;
            case AgentTimer.OperationRetry:
                _agent.Operations.Retry();
                break;
            case AgentTimer.KillEscalation escalation:
                if (_agent.Find(escalation.Container) is { } task)
                {
                    KillTaskCall.Escalate(_agent, task);
                }

                break;
            case AgentTimer.ExecutorRegistration registration:
                ExecutorEnd.RegistrationTimedOut(_agent, registration.Container);
                break;
            case AgentTimer.ExecutorReregistration:
                ExecutorEnd.ReregistrationTimedOut(_agent);
                break;
            case AgentTimer.ExecutorShutdown shutdown:
                if (_agent.FindExecutor(shutdown.Container) is { } executor)
                {
                    ExecutorEnd.Escalate(_agent, executor);
                }

                break;
            case AgentTimer.ExecutorHeartbeat heartbeat:
                ExecutorSubscribeCall.Heartbeat(_agent, heartbeat.Container);
                break;
            case AgentTimer.DiskWatch:
                _agent.Garbage.Watch();
                break;
            case AgentTimer.GarbageDue:
                _agent.Garbage.Due();
                break;
            case AgentTimer.CheckDue due:
                _agent.Checks.Due(due);
                break;
            case AgentTimer.CheckCompletionTime reached:
                _agent.Checks.CompletionTimeReached(reached.Container);
                break;
            case AgentTimer.Reconnect:
                _agent.Link.Connect();
                break;
            case AgentTimer.Registration:
                _agent.Link.RegistrationTimedOut();
                break;
            case AgentTimer.MasterSilence:
                _agent.Link.MasterWasSilent();
                break;
        }
    }
}
