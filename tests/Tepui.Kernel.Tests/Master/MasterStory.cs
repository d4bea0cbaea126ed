using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Call = Mesos.V1.Scheduler.Call;

namespace Tepui.Kernel.Tests.Master;

/// <summary>A random story: each number is something that schedulers, agents, time, operators or crashes do to a master.</summary>
internal sealed class MasterStory
{
    public MasterStory(System.Action<MasterScenario>? afterBatch = null) =>
        _scenario = new(static config => config with { OfferTimeout = TimeSpan.FromSeconds(40) }) { AfterBatch = afterBatch };

    public MasterScenario Scenario => _scenario;

    private readonly MasterScenario _scenario;

    private readonly List<ScenarioAgent> _away = [];
    private readonly List<string> _frameworks = [];
    private int _port = 6000;
    private int _tasks;

    public void Play(IReadOnlyList<int> choices)
    {
        foreach (var choice in choices)
        {
            Play(choice);
        }
    }

    public void Play(int choice) => Act(choice % 25, choice / 25);

    private void Act(int action, int choice)
    {
        switch (action)
        {
            case 0:
                Subscribe(choice);
                break;
            case 1 when _scenario.Agents.Count() + _away.Count < 6:
                _scenario.Register(choice % 2 == 0 ? "cpus:4;mem:1024;ports:[1-100]" : "cpus:2.5;mem:512;disk:100", ++_port);
                break;
            case >= 2 and <= 6:
                WithOffers(choice, (scheduler, offers) => Launch(scheduler, offers, choice));
                break;
            case 7 or 8:
                WithOffers(choice, (scheduler, offers) => scheduler.Decline(offers[0], choice % 3 * 4));
                break;
            case >= 9 and <= 13:
                Update(choice);
                break;
            case 14:
                Pick(_scenario.Schedulers, choice)?.Disconnect();
                break;
            case 15:
                LoseLink(choice);
                break;
            case 16:
                Return(choice);
                break;
            case 17:
                Pick(_scenario.Schedulers, choice)?.Call(choice % 2 == 0 ? Call.Types.Type.Revive : Call.Types.Type.Suppress);
                break;
            case 18:
                _scenario.Advance(TimeSpan.FromSeconds(choice % 30));
                break;
            case 19 when choice % 4 == 0:
                Pick(_scenario.Schedulers, choice / 4)?.Teardown();
                break;
            case 20:
                Kill(choice);
                break;
            case 21 when choice % 5 == 0:
                _away.AddRange(_scenario.Agents.ToList());
                _scenario.RestartMaster();
                break;
            case 22 when Pick(_scenario.Agents, choice) is { } agent:
                agent.AnswersPings = choice % 3 != 0;
                break;
            case 23 or 24:
                EndExecutor(choice);
                break;
        }
    }

    private void Subscribe(int choice)
    {
        var known = choice % 2 == 0 ? Pick(_frameworks, choice / 2) : null;
        if (known is null && _scenario.Schedulers.Count() >= 4)
        {
            return;
        }

        var scheduler = _scenario.Subscribe(
            subscribe =>
            {
                subscribe.FrameworkInfo.FailoverTimeout = choice % 3 * 20;
                if (choice % 5 == 0)
                {
                    subscribe.FrameworkInfo.Roles.Add("web");
                }
            },
            known);
        if (!scheduler.IsClosed && !_frameworks.Contains(scheduler.Id.Value))
        {
            _frameworks.Add(scheduler.Id.Value);
        }
    }

    private void WithOffers(int choice, Action<ScenarioScheduler, List<Offer>> act)
    {
        var scheduler = Pick(_scenario.Schedulers.Where(static scheduler => scheduler.Offers.Count > 0), choice);
        if (scheduler is null)
        {
            return;
        }

        var first = Pick(scheduler.Offers, choice / 3)!;
        var same = scheduler.Offers.Where(offer =>
            offer.AgentId.Equals(first.AgentId) && offer.AllocationInfo.Role == first.AllocationInfo.Role).ToList();
        act(scheduler, choice % 2 == 0 ? same : [first]);
    }

    private void Launch(ScenarioScheduler scheduler, List<Offer> offers, int choice)
    {
        var tasks = Enumerable.Range(0, 1 + (choice % 3)).Select(index =>
        {
            // Some ids are used again on purpose, some tasks ask for too much.
            var id = $"t{(choice % 7 == 0 ? choice % 10 : ++_tasks)}";
            var cpus = choice % 11 == 0 ? 100 : 0.1 + (choice % 5 * 0.3) + index;
            var resources = FormattableString.Invariant($"cpus:{cpus};mem:{16 * (1 + (choice % 4))}");
            return choice % 2 == 0
                ? TaskInfos.Command(id, offers[0], resources)
                : TaskInfos.Custom(id, offers[0], $"e{choice % 3}", change: task =>
                {
                    task.Resources.Clear();
                    task.Resources.AddRange(TaskInfos.Resources(resources));
                });
        }).ToArray();
        scheduler.Launch(offers.ToArray(), choice % 2 * 5, tasks);
    }

    private void Update(int choice)
    {
        var running = _scenario.Agents.SelectMany(static agent => agent.Tasks.Keys.Select(key => (agent, key))).ToList();
        if (running.Count == 0)
        {
            return;
        }

        var (agent, (framework, task)) = running[choice % running.Count];
        var state = (choice / 7 % 4) switch
        {
            0 => TaskState.TaskRunning,
            1 => TaskState.TaskFailed,
            _ => TaskState.TaskFinished,
        };
        var update = agent.Update(framework, task, state);
        if (choice % 3 != 0)
        {
            _scenario.Schedulers.FirstOrDefault(scheduler => scheduler.Id.Value == framework)?.Acknowledge(update);
        }
    }

    private void EndExecutor(int choice)
    {
        var running = _scenario.Agents.Concat(_away).SelectMany(static agent => agent.Executors.Keys.Select(key => (agent, key)));
        if (running.ToList() is { Count: > 0 } executors)
        {
            var (agent, (framework, executor)) = executors[choice % executors.Count];
            agent.EndExecutor(framework, executor);
        }
    }

    private void LoseLink(int choice)
    {
        if (Pick(_scenario.Agents.Where(static agent => agent.Info.Id is not null), choice) is { } agent)
        {
            _scenario.Drop(agent.Connection);
            _away.Add(agent);
        }
    }

    private void Return(int choice)
    {
        // Those that the master hung up on come back too.
        var agent = Pick(_away, choice);
        if (agent is null)
        {
            return;
        }

        _away.Remove(agent);
        agent.LoseLink().Reregister();
    }

    private void Kill(int choice)
    {
        if (Pick(_scenario.Schedulers, choice) is { } scheduler)
        {
            scheduler.Kill($"t{choice % 30}");
            scheduler.Reconcile();
        }
    }

    private static T? Pick<T>(IEnumerable<T> from, int choice)
        where T : class
    {
        var all = from.ToList();
        return all.Count == 0 ? null : all[choice % all.Count];
    }
}
