using System;
using System.Collections.Generic;
using System.IO;
using Tepui.Supervisor.Native;
using Tepui.Supervisor.Processes;
using Tepui.Supervisor.Wire;

namespace Tepui.Supervisor.Serving;

/// <summary>The one loop: answers the agent, notices ends, and decides when there is nothing left to live for.</summary>
internal sealed unsafe class Server(int listener, ContainerTable containers, int reaperWake) : IDisposable
{
    private const int FirstContactMilliseconds = 30_000;
    private const int DrainLookMilliseconds = 20;

    /// <summary>Descriptors that are polled besides those of adopted containers.</summary>
    private const int Fixed = 4;

    /// <summary>Launches answered before ends are looked for again.</summary>
    private const int FramesPerTurn = 16;

    private readonly List<Container> _ended = [];
    private readonly Wills _wills = new();
    private readonly List<int> _adoptedReady = [];
    private Libc.PollFd[] _polled = new Libc.PollFd[16];
    private AgentConnection? _agent;
    private long _deadline = Environment.TickCount64 + FirstContactMilliseconds;
    private TimeSpan _recoveryTimeout = TimeSpan.FromMinutes(15);
    private bool _dieWithAgent;
    private bool _met;
    private bool _ending;
    private bool _framesWait;

    /// <summary>Runs until the supervisor may end.</summary>
    public void Run()
    {
        while (true)
        {
            Turn(Wait());
            containers.Commit(_ended);
            Tell();
            if (_ending && containers.Active == 0)
                return;
            if (_agent is null && !_ending && (HasWork ? IsOverdue() : HasBeenMet()))
                KillAll(!HasWork ? "nothing runs and the agent is gone" : "the agent has stayed away too long");
        }
    }

    public void Dispose() => _agent?.Dispose();

    private bool HasWork => containers.Active > 0 || _wills.Count > 0;

    private bool IsOverdue() => Environment.TickCount64 >= _deadline;

    private bool HasBeenMet() => IsOverdue() || _met;

    private void KillAll(string reason)
    {
        Log.Line($"ending: {reason}");
        _ending = true;
        containers.DestroyAll();
        _wills.CarryOut();
    }

    private int Timeout()
    {
        if (_framesWait || (_ending && containers.Active == 0))
            return 0;
        if (containers.IsDraining || _ending)
            return DrainLookMilliseconds;
        if (_agent is not null)
            return -1;
        return (int)Math.Clamp(_deadline - Environment.TickCount64, 0, int.MaxValue);
    }

    /// <summary>Waits for something to do; returns the number of polled descriptors.</summary>
    private int Wait()
    {
        int count = Fixed + containers.Adopted.Count;
        if (_polled.Length < count)
            _polled = new Libc.PollFd[count * 2];
        _polled[0] = new Libc.PollFd { Fd = reaperWake, Events = Libc.PollIn };
        _polled[1] = new Libc.PollFd { Fd = _agent?.Fd ?? -1, Events = _agent?.Events ?? 0 };
        _polled[2] = new Libc.PollFd { Fd = listener, Events = Libc.PollIn };
        _polled[3] = new Libc.PollFd { Fd = containers.Streams.Told, Events = Libc.PollIn };
        for (int i = Fixed; i < count; i++)
            _polled[i] = new Libc.PollFd { Fd = containers.Adopted[i - Fixed].PidFd, Events = Libc.PollIn };
        fixed (Libc.PollFd* polled = _polled)
        {
            if (Libc.Poll(polled, (nuint)count, Timeout()) < 0)
            {
                for (int i = 0; i < count; i++)
                    _polled[i].Returned = 0;
            }
        }

        return count;
    }

    private void Turn(int polled)
    {
        containers.Reap();
        for (int i = Fixed; i < polled; i++)
        {
            if (_polled[i].Returned != 0)
                _adoptedReady.Add(_polled[i].Fd);
        }

        if (_adoptedReady.Count > 0)
            EndAdopted();
        if (_polled[3].Returned != 0)
            HearStreams();
        if (containers.IsDraining)
            containers.Drain();
        if (_ending && containers.Active > 0)
            containers.DestroyAll();
        if (_agent is not null && (_framesWait || (_polled[1].Returned & ~Libc.PollOut) != 0))
            Serve(_agent, _polled[1].Returned);
        if (_polled[2].Returned != 0)
            Accept();
    }

    /// <summary>A session whose reader has gone ends; streams that are finished are seen by who drains.</summary>
    private void HearStreams()
    {
        containers.Streams.Heard();
        while (containers.Streams.TryTakeAbandoned(out string id))
            containers.Destroy(id);
    }

    private void EndAdopted()
    {
        foreach (int fd in _adoptedReady)
        {
            for (int i = 0; i < containers.Adopted.Count; i++)
            {
                if (containers.Adopted[i].PidFd != fd)
                    continue;
                containers.AdoptedEnded(containers.Adopted[i]);
                break;
            }
        }

        _adoptedReady.Clear();
    }

    private void Accept()
    {
        int fd = Libc.Accept(listener, null, null, Libc.CloseOnExec | Libc.NonBlocking);
        if (fd < 0)
            return;
        if (_agent is not null || _ending)
        {
            using var refused = new AgentConnection(fd);
            refused.Output.Begin(MessageKind.Refused, 0);
            refused.Output.Boolean(_ending);
            refused.Output.Text(_ending ? "the supervisor is ending" : "another agent uses this runtime directory");
            refused.Output.End();
            _ = refused.Send();
            return;
        }

        _agent = new AgentConnection(fd);
        _framesWait = false;
    }

    private void Serve(AgentConnection agent, short returned)
    {
        try
        {
            bool open = (returned & ~Libc.PollOut) == 0 || agent.Receive();
            _framesWait = false;
            int served = 0;
            while (agent.TryNext(out FrameReader frame))
            {
                Answer(agent, ref frame);
                if (++served == FramesPerTurn && open)
                {
                    _framesWait = true;
                    break;
                }
            }

            if (!open)
                Leave();
        }
        catch (InvalidDataException e)
        {
            Log.Line($"the agent's connection is closed: it sent {e.Message}");
            Leave();
        }
    }

    private void Leave()
    {
        _agent!.Dispose();
        _agent = null;
        _framesWait = false;
        _deadline = Environment.TickCount64 + (long)_recoveryTimeout.TotalMilliseconds;
        if (_dieWithAgent && !_ending)
            KillAll("the agent is gone, and its tasks end with it");
    }

    private void Answer(AgentConnection agent, ref FrameReader frame)
    {
        FrameWriter output = agent.Output;
        if (frame.Kind == MessageKind.Hello)
        {
            Greet(agent, ref frame);
            return;
        }

        if (!agent.Greeted)
            throw new InvalidDataException($"{frame.Kind} before Hello");
        switch (frame.Kind)
        {
            case MessageKind.Launch or MessageKind.LaunchWithStreams:
                int error = containers.Launch(ref frame, out int pid);
                output.Begin(error == 0 ? MessageKind.Launched : MessageKind.LaunchFailed, frame.Request);
                output.Int32(error == 0 ? pid : error);
                output.End();
                return;
            case MessageKind.List:
                WriteListing(output, frame.Request);
                return;
            case MessageKind.Signal:
                containers.Signal(frame.Text(), frame.Int32());
                break;
            case MessageKind.Destroy:
                containers.Destroy(frame.Text());
                break;
            case MessageKind.Forget:
                containers.Forget(frame.Text());
                break;
            case MessageKind.Spread:
                containers.Spread(frame.Text());
                break;
            case MessageKind.SetWill:
                _wills.Set(frame.Text(), frame.Text(), frame.Text());
                break;
            case MessageKind.RevokeWill:
                _wills.Revoke(frame.Text());
                break;
            case MessageKind.Shutdown:
                KillAll("the agent asks for it");
                return;
            default:
                throw new InvalidDataException($"a message of unknown kind {(byte)frame.Kind}");
        }

        output.Begin(MessageKind.Done, frame.Request);
        output.End();
    }

    private void Greet(AgentConnection agent, ref FrameReader frame)
    {
        if (frame.UInt32() != WireFormat.Magic)
            throw new InvalidDataException("a Hello of another protocol");
        ushort version = frame.UInt16();
        int pid = frame.Int32();
        agent.Greeted = version == WireFormat.Version;
        FrameWriter output = agent.Output;
        output.Begin(agent.Greeted ? MessageKind.Welcome : MessageKind.Refused, frame.Request);
        if (agent.Greeted)
        {
            _recoveryTimeout = TimeSpan.FromMilliseconds(frame.Int64());
            _dieWithAgent = frame.Boolean();
            _met = true;
            output.UInt16(WireFormat.Version);
            output.Int32(Environment.ProcessId);
            output.UInt16(WireFormat.Level);
            Log.Line($"agent {pid} is connected");
        }
        else
        {
            output.Boolean(false);
            output.Text($"the supervisor (pid {Environment.ProcessId}) speaks version {WireFormat.Version}, the agent {version}");
        }

        output.End();
    }

    private void WriteListing(FrameWriter output, uint request)
    {
        // What ended before this answer is in it and need not be told again.
        containers.Commit(_ended);
        _ended.Clear();
        output.Begin(MessageKind.Listing, request);
        output.Int32(containers.All.Count);
        foreach (Container container in containers.All)
        {
            output.Text(container.Id);
            output.Int32(container.Pid);
            output.Boolean(container.State == ContainerState.Ended);
            output.Boolean(container.WaitStatus is not null);
            output.Int32(container.WaitStatus ?? 0);
        }

        output.End();
    }

    /// <summary>Tells the agent what ended and sends what waits. Without an agent the journal keeps it.</summary>
    private void Tell()
    {
        if (_agent is { Greeted: true } && _ended.Count > 0)
        {
            FrameWriter output = _agent.Output;
            output.Begin(MessageKind.Exits, 0);
            output.Int32(_ended.Count);
            foreach (Container container in _ended)
            {
                output.Text(container.Id);
                output.Boolean(container.WaitStatus is not null);
                output.Int32(container.WaitStatus ?? 0);
            }

            output.End();
        }

        _ended.Clear();
        if (_agent is not null && !_agent.Send())
            Leave();
    }
}
