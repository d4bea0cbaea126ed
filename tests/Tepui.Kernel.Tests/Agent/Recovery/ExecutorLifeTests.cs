using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Kernel.Agent;
using Event = Mesos.V1.Executor.Event;

namespace Tepui.Kernel.Tests.Agent.Recovery;

/// <summary>
/// Whatever of an executor's conversation is lost or repeated, and whenever agent or executor die: no task is sent twice, what
/// was acknowledged to the executor reaches the framework once and in order, and every task comes to one end.
/// </summary>
public sealed class ExecutorLifeTests
{
    private const int Tasks = 5;

    [Fact]
    public void Any_life_of_executors_keeps_every_promise()
    {
        Gen<int[]> moves = Gen.Choose(0, 99_999).ArrayOf(150);
        Prop.ForAll(Arb.From(moves), moves => new Life(moves).Run()).Check(Config.QuickThrowOnFailure.WithReplay(20260102, 7).WithMaxTest(150));
    }

    /// <summary>An executor as one would be written against the API, in a container.</summary>
    private sealed class Model(ContainerId container)
    {
        public ContainerId Container { get; } = container;

        public bool Alive { get; set; } = true;

        public ConnectionId? Connection { get; set; }

        /// <summary>Its stream has broken and neither side knows yet: what is sent is lost.</summary>
        public bool Deaf { get; set; }

        /// <summary>Tasks it was sent, with how many updates each has had.</summary>
        public Dictionary<string, int> Tasks { get; } = [];

        public HashSet<string> Acknowledged { get; } = [];

        public List<TaskStatus> Unacknowledged { get; } = [];
    }

    private sealed class Life(int[] moves)
    {
        private static readonly TaskState[] Script =
            [TaskState.TaskStarting, TaskState.TaskRunning, TaskState.TaskRunning, TaskState.TaskFinished];

        private readonly AgentScenario _agent = AgentScenario.Registered(seed: moves.Length == 0 ? 0 : moves[0]);
        private readonly Dictionary<ContainerId, Model> _models = [];
        private readonly Dictionary<string, List<ByteString>> _sent = [];
        private readonly Dictionary<string, List<ByteString>> _promised = [];
        private readonly Dictionary<string, int> _launches = [];
        private readonly Dictionary<string, List<TaskStatus>> _delivered = [];
        private readonly HashSet<ByteString> _over = [];
        private int _asked;
        private int _effects;
        private int _frames;

        private Model? Present => _models.Values.LastOrDefault(model => model.Alive);

        public bool Run()
        {
            foreach (int move in moves)
            {
                Move(move);
                Hear();
            }

            // The storm is over: executors come back, and end.
            for (int round = 0; round < 12; round++)
            {
                Move(0);
                Hear();
                Subscribe();
                Hear();
                Acknowledge();
                Hear();
            }

            for (int round = 0; round < 12; round++)
            {
                if (Present is { } last)
                {
                    last.Alive = false;
                    _agent.Step(new ContainerExited(last.Container, 0));
                }

                Hear();
                Pass(TimeSpan.FromSeconds(20));
                Acknowledge();
                Hear();
            }

            Judge();
            return true;
        }

        private void Judge()
        {
            _agent.Machine.View().Tasks.ShouldBeEmpty();
            _agent.Machine.View().Executors.ShouldBeEmpty();
            _delivered.Count.ShouldBe(Tasks);
            _launches.Values.ShouldAllBe(times => times == 1);
            foreach ((string task, List<TaskStatus> statuses) in _delivered)
            {
                statuses.Count(status => IsTerminal(status.State)).ShouldBe(1, task);
                IsTerminal(statuses[^1].State).ShouldBeTrue(task);
                ByteString[] executors =
                [
                    .. statuses.Where(status => status.Source == TaskStatus.Types.Source.Executor).Select(status => status.Uuid),
                ];
                List<ByteString> sent = _sent.GetValueOrDefault(task) ?? [];
                executors.ShouldBe(sent.Take(executors.Length), task + ": in order, and none left out");
                foreach (ByteString promised in _promised.GetValueOrDefault(task) ?? [])
                {
                    executors.ShouldContain(promised, task + ": what was acknowledged is not lost");
                }
            }
        }

        private static bool IsTerminal(TaskState state) => state is TaskState.TaskFinished or TaskState.TaskFailed or TaskState.TaskLost;

        private void Move(int move)
        {
            switch (move % 10)
            {
                case 0 when _asked < Tasks:
                    _agent.Run(AgentScenario.ExecutorTask("t" + _asked++));
                    break;
                case 1:
                    Subscribe();
                    break;
                case 2 or 3:
                    Speak(move / 10);
                    break;
                case 4:
                    Acknowledge();
                    break;
                case 5 when Present is { Connection: not null } model:
                    model.Deaf = true;
                    break;
                case 6 when Present is { Deaf: true, Connection: { } connection } model:
                    model.Connection = null;
                    _agent.Step(new ExecutorClosed(connection));
                    break;
                case 7 when move / 10 % 3 == 0:
                    Crash(startsFirst: move / 30 % 2 == 0);
                    break;
                case 8 when move / 10 % 8 == 0 && Present is { } dying:
                    dying.Alive = false;
                    _agent.Step(new ContainerExited(dying.Container, 9));
                    break;
                case 9:
                    Pass(TimeSpan.FromMilliseconds(move % 1_500));
                    break;
            }
        }

        private void Subscribe()
        {
            if (Present is not { } model)
            {
                return;
            }

            model.Deaf = false;
            string[] unacknowledged = [.. model.Tasks.Keys.Where(task => !model.Acknowledged.Contains(task))];
            model.Connection = null;
            ConnectionId connection = _agent.Subscribe(tasks: unacknowledged, updates: [.. model.Unacknowledged]);
            model.Connection = connection;
        }

        /// <summary>The executor tells the next of one of its tasks; it or its acknowledgement may not arrive.</summary>
        private void Speak(int choice)
        {
            if (Present is not { Connection: not null } model)
            {
                return;
            }

            string[] unfinished = [.. model.Tasks.Where(task => task.Value < Script.Length).Select(task => task.Key)];
            if (unfinished.Length == 0)
            {
                return;
            }

            string task = unfinished[choice % unfinished.Length];
            TaskStatus status = _agent.ExecutorStatus(task, Script[model.Tasks[task]++]);
            (_sent.TryGetValue(task, out List<ByteString>? sent) ? sent : _sent[task] = []).Add(status.Uuid);
            bool before = model.Unacknowledged.Exists(waiting => waiting.TaskId.Value == task);
            model.Unacknowledged.Add(status);

            // Over another connection than the stream, which may not bring the acknowledgement.
            if (!before && (!model.Deaf || choice % 2 == 0))
            {
                _agent.Update(status);
            }
        }

        private void Crash(bool startsFirst)
        {
            if (startsFirst)
            {
                Hear();
            }

            foreach (Model model in _models.Values)
            {
                model.Connection = null;
                model.Deaf = false;
            }

            // What was asked for last may be lost with the process.
            _effects = _agent.Effects.Count;
            _agent.Crash([.. _models.Values.Where(model => model.Alive).Select(model => new FoundContainer(model.Container, 1))]);
            Hear();
            _agent.Register();
        }

        private void Pass(TimeSpan time)
        {
            _agent.Advance(time);
            if (_agent.Link is null)
            {
                _agent.Register();
            }
        }

        private void Acknowledge()
        {
            Hear();
            foreach (TaskStatus status in _agent.Statuses.GroupBy(status => status.TaskId.Value).Select(group => group.Last()).ToList())
            {
                _over.Add(status.Uuid);
                _agent.Acknowledge(status);
            }
        }

        /// <summary>Carries out what the agent asked for, and notes what it told.</summary>
        private void Hear()
        {
            for (; _effects < _agent.Effects.Count; _effects++)
            {
                switch (_agent.Effects[_effects])
                {
                    case LaunchContainer launch:
                        _models.Add(launch.Container, new Model(launch.Container));
                        _agent.Step(new ContainerStarted(launch.Container, 1));
                        break;
                    case DestroyContainer destroy when _models.GetValueOrDefault(destroy.Container) is { Alive: true } model:
                        model.Alive = false;
                        _agent.Step(new ContainerExited(destroy.Container, 9));
                        break;
                    case SendToExecutor send when _models.Values.FirstOrDefault(model => model.Connection == send.Connection) is { } model:
                        Receive(model, send.Event);
                        break;
                }
            }

            for (; _frames < _agent.Sent.Count; _frames++)
            {
                if (_agent.Sent[_frames].UpdateStatus?.Status is not { } status)
                {
                    continue;
                }

                _over.ShouldNotContain(status.Uuid, "what the framework has acknowledged does not come again");
                List<TaskStatus> statuses = _delivered.TryGetValue(status.TaskId.Value, out List<TaskStatus>? known)
                    ? known
                    : _delivered[status.TaskId.Value] = [];
                if (statuses.Count == 0 || statuses[^1].Uuid != status.Uuid)
                {
                    statuses.ShouldNotContain(earlier => earlier.Uuid == status.Uuid, "no update comes back after a later one");
                    statuses.Add(status);
                }
            }
        }

        private void Receive(Model model, Event received)
        {
            if (received.Launch is { } launch)
            {
                string task = launch.Task.TaskId.Value;
                _launches[task] = _launches.GetValueOrDefault(task) + 1;
                if (!model.Deaf)
                {
                    model.Tasks[task] = 0;
                }
            }
            else if (received.Acknowledged is { } acknowledged)
            {
                string task = acknowledged.TaskId.Value;
                if (!model.Deaf)
                {
                    (_promised.TryGetValue(task, out List<ByteString>? promised) ? promised : _promised[task] = []).Add(acknowledged.Uuid);
                    model.Unacknowledged.RemoveAll(status => status.Uuid == acknowledged.Uuid);
                    model.Acknowledged.Add(task);
                }
            }
            else if (received.Type == Event.Types.Type.Shutdown)
            {
                model.Alive = false;
                _agent.Step(new ContainerExited(model.Container, 0));
            }
        }
    }
}
