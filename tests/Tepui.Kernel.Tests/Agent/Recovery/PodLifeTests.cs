using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent;
using Tepui.Kernel.Agent.Containers;
using Tepui.Kernel.Tasks;
using Call = Mesos.V1.Agent.Call;

namespace Tepui.Kernel.Tests.Agent.Recovery;

/// <summary>
/// Whenever the agent dies in the life of pods and of containers nested in them, even in the middle of writing its log: no container
/// is launched twice, every task comes to one end that is told once and in order, groups end together, and nothing stays behind.
/// </summary>
public sealed class PodLifeTests
{
    [Fact]
    public void Any_life_of_pods_keeps_every_promise()
    {
        Gen<int[]> moves = Gen.Choose(0, 99_999).ArrayOf(120);
        Prop.ForAll(Arb.From(moves), moves => new Life(moves).Run()).Check(Config.QuickThrowOnFailure.WithReplay(20260104, 11).WithMaxTest(40));
    }

    private sealed class Life(int[] moves)
    {
        private const int Groups = 6;

        private readonly AgentScenario _agent = AgentScenario.Registered(seed: moves.Length == 0 ? 0 : moves[0]);

        /// <summary>Containers that run, and those that ended and are not forgotten.</summary>
        private readonly OrderedDictionary<ContainerId, ContainerExited?> _containers = [];
        private readonly HashSet<ContainerId> _launched = [];
        private readonly Dictionary<string, List<string>> _groups = [];
        private readonly Dictionary<string, List<TaskStatus>> _delivered = [];
        private readonly HashSet<ByteString> _over = [];
        private readonly Dictionary<RequestId, string> _waits = [];
        private int _asked;
        private int _nested;
        private int _effects;
        private int _frames;

        private List<ContainerId> Live => [.. _containers.Where(pair => pair.Value is null).Select(pair => pair.Key)];

        public bool Run()
        {
            foreach (int move in moves)
            {
                Move(move % 100, move / 100);
            }

            // The storm is over: all that runs comes to its end.
            for (int round = 0; round < 40; round++)
            {
                Hear();
                Acknowledge();
                foreach (ContainerId container in Live.Where(container => ContainerIds.IsNested(container) || _groups.Count == 0))
                {
                    Exit(container, 0);
                }

                foreach (ContainerId alone in Live.Where(container => container.Value.StartsWith("alone", StringComparison.Ordinal)))
                {
                    Exit(alone, 0);
                }

                Hear();
                Pass(TimeSpan.FromSeconds(20));
            }

            Judge();
            return true;
        }

        private void Judge()
        {
            Live.ShouldBeEmpty("nothing runs any more");
            _agent.Machine.View().Frameworks.ShouldBeEmpty();
            _agent.Machine.View().Containers.ShouldBeEmpty();
            foreach (RequestId wait in _waits.Keys)
            {
                _agent.Effects.OfType<ReplyToOperator>().Count(reply => reply.Request == wait).ShouldBe(1, "who waits is answered once");
            }

            foreach ((string group, List<string> tasks) in _groups)
            {
                foreach (string task in tasks)
                {
                    List<TaskStatus> statuses = _delivered.GetValueOrDefault(task) ?? [];
                    statuses.Count(status => TaskStates.IsTerminal(status.State)).ShouldBe(1, $"{group}/{task}: one end");
                    TaskStates.IsTerminal(statuses[^1].State).ShouldBeTrue(task);
                    TaskState[] began = [.. statuses.Select(status => status.State).Where(state => !TaskStates.IsTerminal(state))];
                    began.ShouldBe(new[] { TaskState.TaskStarting, TaskState.TaskRunning }.Take(began.Length), task);
                }
            }

            foreach (List<string> tasks in _groups.Values.Where(tasks => tasks.Exists(task => !Began(task))))
            {
                tasks.ShouldAllBe(task => !Ran(task), "all of a group, or none");
            }
        }

        private bool Began(string task) => _delivered[task].Exists(status => status.State == TaskState.TaskStarting);

        private bool Ran(string task) => _delivered[task].Exists(status => status.State == TaskState.TaskRunning);

        private void Move(int move, int choice)
        {
            switch (move)
            {
                case < 14 when _asked < Groups:
                    Step(choice, RunGroup(choice));
                    break;
                case < 34:
                    Hear();
                    break;
                case < 50 when Pick(choice) is { } container:
                    Exit(container, choice % 5 == 0 ? 256 : 0, choice);
                    break;
                case < 56 when _groups.Count > 0:
                    string[] tasks = [.. _groups.Values.SelectMany(group => group)];
                    Kill(tasks[choice % tasks.Length]);
                    break;
                case < 58:
                    Shutdown("e" + (choice % 2));
                    break;
                case < 66:
                    Hear(choice % 4);
                    Crash();
                    break;
                case < 76:
                    LaunchContainer(choice);
                    break;
                case < 82 when Pick(choice) is { } waited:
                    Wait(waited);
                    break;
                case < 90:
                    Acknowledge();
                    break;
                default:
                    Pass(TimeSpan.FromMilliseconds(choice % 4_000));
                    break;
            }
        }

        private ContainerId? Pick(int choice)
        {
            List<ContainerId> live = Live;
            return live.Count == 0 ? null : live[choice % live.Count];
        }

        private MasterSends RunGroup(int choice)
        {
            string group = "g" + _asked++;
            List<string> tasks = [.. Enumerable.Range(0, 1 + (choice % 3)).Select(i => $"{group}-{i}")];
            _groups.Add(group, tasks);
            return new MasterSends(Link(), new AgentLinkFrame
            {
                RunTaskGroup = new RunTaskGroup
                {
                    Framework = AgentScenario.FrameworkInfo(),
                    Executor = AgentScenario.DefaultExecutor("e" + (choice % 2)),
                    TaskGroup = new TaskGroupInfo { Tasks = { tasks.Select(task => AgentScenario.Task(task)) } },
                },
            });
        }

        /// <summary>Takes an input, of which the log may be written in part only before the agent dies.</summary>
        private void Step(int choice, AgentInput input)
        {
            Hear();
            int before = _agent.Log.Count;
            _agent.Step(input);
            if (choice % 7 != 0)
            {
                return;
            }

            int written = before + (choice / 7 % (_agent.Log.Count - before + 1));
            _agent.Log.RemoveRange(written, _agent.Log.Count - written);
            _frames = _agent.Sent.Count;
            Crash();
        }

        private void Exit(ContainerId container, int status, int? torn = null)
        {
            if (!_containers.TryGetValue(container, out ContainerExited? ended) || ended is not null)
            {
                return;
            }

            // What is nested in a container goes with it, as a rule before it.
            bool later = torn % 2 == 1;
            if (!later)
            {
                ExitChildren(container);
            }

            var exit = new ContainerExited(container, status);
            _containers[container] = exit;
            if (torn is { } choice)
            {
                Step(choice, exit);
            }
            else
            {
                _agent.Step(exit);
            }

            ExitChildren(container);
        }

        private void ExitChildren(ContainerId parent)
        {
            foreach (ContainerId child in Live.Where(child => ContainerIds.ParentOf(child) == parent))
            {
                Exit(child, 9);
            }
        }

        private void Kill(string task)
        {
            // The master asks no agent to kill what is over.
            if (!Over(task))
            {
                _agent.Kill(task);
            }
        }

        private void Shutdown(string executor) => _agent.FromMaster(new AgentLinkFrame
        {
            ShutdownExecutor = new ShutdownExecutor
            {
                FrameworkId = new FrameworkID { Value = AgentScenario.Framework },
                ExecutorId = new ExecutorID { Value = executor },
            },
        });

        private void LaunchContainer(int choice)
        {
            Hear();
            ContainerID id = choice % 4 == 0 || Pick(choice) is not { } parent || ContainerIds.Depth(parent) > 2
                ? new ContainerID { Value = "alone" + _nested++ }
                : new ContainerID { Value = "n" + _nested++, Parent = ContainerIds.ToMessage(parent) };
            _agent.Ask(new Call
            {
                Type = Call.Types.Type.LaunchContainer,
                LaunchContainer = new Call.Types.LaunchContainer { ContainerId = id, Command = new CommandInfo { Value = "true" } },
            });
        }

        private void Wait(ContainerId container)
        {
            RequestId request = _agent.Ask(new Call
            {
                Type = Call.Types.Type.WaitContainer,
                WaitContainer = new Call.Types.WaitContainer { ContainerId = ContainerIds.ToMessage(container) },
            });
            _waits.Add(request, container.Value);
        }

        private void Crash()
        {
            // What was asked for last is lost with the process, and who waited has to ask again.
            _effects = _agent.Effects.Count;
            foreach (RequestId wait in _waits.Keys.Where(wait => _agent.Answer(wait) is null).ToList())
            {
                _waits.Remove(wait);
            }

            _agent.Crash([.. _containers.Select(pair => new FoundContainer(pair.Key, 1, pair.Value))]);
            Hear();
            Register();
        }

        private void Register()
        {
            string[] unknown = [.. _groups.Values.SelectMany(group => group).Where(task => !Over(task))];
            _agent.Register([.. unknown.Select(task => new AgentReregistered.Types.ReconcileTask
            {
                FrameworkId = new FrameworkID { Value = AgentScenario.Framework },
                TaskId = new TaskID { Value = task },
            })]);
        }

        private bool Over(string task) => _delivered.TryGetValue(task, out List<TaskStatus>? statuses)
            && statuses.Exists(status => TaskStates.IsTerminal(status.State) && _over.Contains(status.Uuid));

        private void Pass(TimeSpan time)
        {
            Hear();
            _agent.Advance(time);
            if (_agent.Link is null)
            {
                Register();
            }
        }

        private ConnectionId Link() => _agent.Link!.Value;

        private void Acknowledge()
        {
            Hear();
            foreach (TaskStatus status in _agent.Statuses.GroupBy(status => status.TaskId.Value).Select(group => group.Last()).ToList())
            {
                _over.Add(status.Uuid);
                _agent.Acknowledge(status);
            }
        }

        /// <summary>Carries out what the agent asked for, or the first of it, and notes what it told.</summary>
        private void Hear(int most = int.MaxValue)
        {
            for (; _effects < _agent.Effects.Count && most > 0; _effects++)
            {
                switch (_agent.Effects[_effects])
                {
                    case LaunchContainer launch:
                        most--;
                        Launch(launch);
                        break;
                    case DestroyContainer destroy:
                        most--;
                        Exit(destroy.Container, 9);
                        break;
                    case SignalContainer signal when signal.Container.GetHashCode() % 2 == 0:
                        most--;
                        Exit(signal.Container, 15);
                        break;
                    case ForgetContainer forget when _containers.GetValueOrDefault(forget.Container) is not null:
                        _containers.Remove(forget.Container);
                        break;
                }
            }

            for (; _frames < _agent.Sent.Count; _frames++)
            {
                Note(_agent.Sent[_frames].UpdateStatus?.Status);
            }
        }

        private void Launch(LaunchContainer launch)
        {
            _launched.Add(launch.Container).ShouldBeTrue("launched once: " + launch.Container);
            if (launch.Parent is { } parent && (!_containers.TryGetValue(parent, out ContainerExited? ended) || ended is not null))
            {
                _agent.Step(new ContainerFailed(launch.Container, "what it is to be nested in does not run"));
                return;
            }

            _containers[launch.Container] = null;
            _agent.Step(new ContainerStarted(launch.Container, 1));
        }

        private void Note(TaskStatus? status)
        {
            if (status is null)
            {
                return;
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
}
