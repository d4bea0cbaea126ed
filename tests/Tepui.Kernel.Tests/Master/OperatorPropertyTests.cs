using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Mesos.V1;
using Kind = Tepui.Internal.V1.AgentLinkFrame.MessageOneofCase;

namespace Tepui.Kernel.Tests.Master;

/// <summary>Random stories of operators who drain, deactivate, give up and maintain, while masters, links and registries fail.</summary>
public class OperatorPropertyTests
{
    [Fact]
    public void Whatever_operators_do_tasks_end_once_and_who_is_out_of_use_is_not_offered()
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(300).WithStartSize(20).WithEndSize(150).WithReplay(20261121, 11);
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ListOf().ToArbitrary(), static choices => new Story().Play(choices))
            .Check(config);
    }

    private sealed class Story
    {
        private readonly OperatorInvariants _invariants = new();
        private readonly MasterScenario _scenario;
        private readonly List<ScenarioAgent> _away = [];
        private readonly List<string> _ids = [];
        private readonly List<string> _hosts = ["spare"];
        private int _port = 6000;
        private int _tasks;

        public Story() => _scenario = new MasterScenario(static config => config with { OfferTimeout = TimeSpan.FromSeconds(90) })
        {
            AfterBatch = scenario =>
            {
                MasterInvariants.Check(scenario);
                _invariants.Check(scenario);
            },
        };

        public void Play(IReadOnlyList<int> choices)
        {
            foreach (var choice in choices)
            {
                Act(choice % 24, choice / 24);
            }
        }

        private void Act(int action, int choice)
        {
            switch (action)
            {
                case 0 when _scenario.Schedulers.Count() < 3:
                    _scenario.Subscribe(static subscribe => subscribe.FrameworkInfo.FailoverTimeout = 1_000_000);
                    break;
                case 1 when _scenario.Agents.Count() + _away.Count < 5:
                    Register(_scenario.Link("cpus:4;mem:1024", ++_port));
                    break;
                case 2 or 3 or 4:
                    Launch(choice);
                    break;
                case 5 or 6:
                    Update(choice);
                    break;
                case 7 when Pick(_scenario.Agents.Where(static agent => agent.Info.Id is not null), choice) is { } agent:
                    _scenario.Drop(agent.Connection);
                    _away.Add(agent);
                    break;
                case 8 or 9:
                    Return(choice);
                    break;
                case 10:
                    _scenario.Advance(TimeSpan.FromSeconds(choice % 40));
                    break;
                case 11 when choice % 3 == 0:
                    RestartMaster(choice);
                    break;
                case 12:
                    HoldRegistry(choice);
                    break;
                case 13 when Pick(_scenario.Agents, choice) is { } agent:
                    agent.AnswersPings = choice % 3 != 0;
                    break;
                case 14 or 15:
                    Answer(choice);
                    break;
                case 16 when Pick(_ids, choice) is { } id && choice % 3 == 0:
                    _scenario.BeginOperate(OperatorCallMaker.MarkGone(id));
                    break;
                case 17 when Pick(_ids, choice) is { } id:
                    _scenario.BeginOperate(OperatorCallMaker.Drain(id, TimeSpan.FromSeconds(choice % 90), markGone: choice % 5 == 0));
                    break;
                case 18 when Pick(_ids, choice) is { } id:
                    _scenario.BeginOperate(OperatorCallMaker.Deactivate(id));
                    break;
                case 19 when Pick(_ids, choice) is { } id:
                    _scenario.BeginOperate(OperatorCallMaker.Reactivate(id));
                    break;
                case 20 or 21:
                    Schedule(choice);
                    break;
                case 22:
                    _scenario.BeginOperate(OperatorCallMaker.StartMaintenance(OperatorCallMaker.Machine(Pick(_hosts, choice)!)));
                    break;
                case 23:
                    _scenario.BeginOperate(OperatorCallMaker.StopMaintenance(OperatorCallMaker.Machine(Pick(_hosts, choice)!)));
                    break;
            }
        }

        private void Register(ScenarioAgent agent)
        {
            agent.Register();
            if (!_hosts.Contains(agent.Info.Hostname))
            {
                _hosts.Add(agent.Info.Hostname);
            }

            if (agent.Info.Id is not null)
            {
                _ids.Add(agent.Info.Id.Value);
            }
        }

        private void Launch(int choice)
        {
            if (Pick(_scenario.Schedulers.Where(static scheduler => scheduler.Offers.Count > 0), choice) is { } scheduler)
            {
                var offer = Pick(scheduler.Offers, choice / 3)!;
                var task = TaskInfos.Command($"t{++_tasks}", offer, "cpus:0.1;mem:16");
                scheduler.Launch([offer], choice % 2 * 5, task);
            }
        }

        private void Update(int choice)
        {
            var running = _scenario.Agents.SelectMany(static agent => agent.Tasks.Keys.Select(key => (agent, key))).ToList();
            if (running.Count == 0)
            {
                return;
            }

            var (agent, (framework, task)) = running[choice % running.Count];
            var state = (choice / 7 % 3) switch
            {
                0 => TaskState.TaskRunning,
                1 => TaskState.TaskKilled,
                _ => TaskState.TaskFinished,
            };
            var update = agent.Update(framework, task, state);
            if (choice % 4 != 0)
            {
                _scenario.Schedulers.FirstOrDefault(scheduler => scheduler.Id.Value == framework)?.Acknowledge(update);
            }
        }

        /// <summary>One that was told to shut down does not come back: its host registers another, from the same machine.</summary>
        private void Return(int choice)
        {
            if (Pick(_away, choice) is not { } agent)
            {
                return;
            }

            _away.Remove(agent);
            if (!agent.FramesOf(Kind.ShutdownAgent).Any() && agent.Info.Id is not null)
            {
                var again = agent.LoseLink();
                again.Reregister();
                if (again.IsClosed)
                {
                    _away.Add(again);
                }

                return;
            }

            var fresh = _scenario.Link("cpus:4;mem:1024", ++_port);
            fresh.Info.Hostname = agent.Info.Hostname;
            Register(fresh);
            if (fresh.IsClosed)
            {
                _away.Add(fresh);
            }
        }

        private void RestartMaster(int choice)
        {
            _away.AddRange(_scenario.Agents.ToList());
            _scenario.LoseHeldWrite(isDurable: choice % 2 == 0);
            _invariants.MasterRestarts();
            _scenario.RestartMaster();
        }

        private void HoldRegistry(int choice)
        {
            if (!_scenario.HoldRegistry)
            {
                _scenario.HoldRegistry = choice % 3 == 0;
                _invariants.MayCombineWrites = true;
                return;
            }

            _scenario.HoldRegistry = false;
            if (_scenario.HeldWrite is null)
            {
                return;
            }

            if (choice % 3 == 0)
            {
                _invariants.RegistryHasFailed = true;
                _scenario.FailRegistry();
            }
            else
            {
                _scenario.StoreRegistry();
            }
        }

        private void Answer(int choice)
        {
            if (Pick(_scenario.Schedulers.Where(static scheduler => scheduler.InverseOffers.Count > 0), choice) is { } scheduler)
            {
                scheduler.AnswerInverse(Pick(scheduler.InverseOffers, choice)!, accepts: choice % 2 == 0, choice % 30);
            }
        }

        private void Schedule(int choice)
        {
            var windows = _hosts.Where((_, index) => ((choice >> index) & 1) == 0)
                .Select(host => OperatorCallMaker.Window(1_900_000_000 + (choice % 3), OperatorCallMaker.Machine(host)));
            _scenario.BeginOperate(OperatorCallMaker.Schedule([.. windows]));
        }

        private static T? Pick<T>(IEnumerable<T> from, int choice)
            where T : class
        {
            var all = from.ToList();
            return all.Count == 0 ? null : all[choice % all.Count];
        }
    }
}
