using System;
using System.Collections.Generic;
using Mesos.V1;
using Tepui.Kernel.Agent.Calls;
using Tepui.Kernel.Agent.Tasks;

namespace Tepui.Kernel.Agent.Checks;

/// <summary>
/// Checks, health checks and the longest life of tasks that the agent watches itself, as Mesos's built-in executors heed them
/// (src/checks, src/launcher/executor.cpp, docs/health-checks.md).
/// </summary>
internal sealed class AgentChecks(AgentState agent)
{
    /// <summary>
    /// Updates of a task that may wait while nobody takes them. What checks find beyond is not told until there is room: the next one
    /// says it then.
    /// </summary>
    private const int MostWaiting = 64;

    private static readonly CheckKind[] Kinds = [CheckKind.Check, CheckKind.HealthCheck];

    private readonly Dictionary<ContainerId, TaskChecks> _byContainer = [];

    /// <summary>The task's command has just begun.</summary>
    /// <param name="container">The one it runs in.</param>
    public void Begin(AgentTask task, ContainerId container)
    {
        if (Add(task, container) is not { } checks)
        {
            return;
        }

        foreach (CheckKind kind in Kinds)
        {
            if (checks.Of(kind) is { } check)
            {
                Next(checks, kind, check.Rhythm.Delay);
            }
        }
    }

    /// <summary>
    /// The task's command has run since before the agent's own process. So that not all tasks of a host are checked in one moment, each
    /// begins again anywhere within its interval.
    /// </summary>
    public void Resume(AgentTask task, ContainerId container)
    {
        if (Add(task, container) is not { } checks)
        {
            return;
        }

        foreach (CheckKind kind in Kinds)
        {
            if (checks.Of(kind) is { } check)
            {
                TimeSpan delay = checks.Started + check.Rhythm.Delay - agent.Now;
                Next(checks, kind, delay > TimeSpan.Zero ? delay : check.Rhythm.Interval * agent.Random.NextDouble());
            }
        }
    }

    /// <summary>The task is being killed or has ended: what is under way is called off, and nothing follows.</summary>
    public void Stop(ContainerId container)
    {
        if (_byContainer.Count == 0 || container.Value is null || !_byContainer.Remove(container, out TaskChecks? checks))
        {
            return;
        }

        foreach (CheckKind kind in Kinds)
        {
            if (checks.Of(kind) is { } check)
            {
                agent.Emit(check.IsUnderWay
                    ? new StopCheck(container, kind)
                    : new CancelTimer(new AgentTimer.CheckDue(container, kind)));
            }
        }

        if (LongestLife(checks.Task) is not null)
        {
            agent.Emit(new CancelTimer(new AgentTimer.CheckCompletionTime(container)));
        }
    }

    /// <summary>It is time for the next one.</summary>
    public void Due(AgentTimer.CheckDue timer)
    {
        if (Find(timer.Container, timer.Kind, underWay: false) is ({ } checks, { } check))
        {
            check.IsUnderWay = true;
            agent.Emit(new RunCheck(checks.Container, timer.Kind, check.Probe, check.Rhythm.Timeout));
        }
    }

    public void Answered(CheckAnswered input)
    {
        if (Find(input.Container, input.Kind, underWay: true) is not ({ } checks, { } check))
        {
            return;
        }

        check.IsUnderWay = false;
        Next(checks, input.Kind, check.Rhythm.Interval);
        if (input.Answer is CheckAnswer.Unavailable)
        {
            return;
        }

        if (input.Kind == CheckKind.Check)
        {
            Check(checks, input.Answer);
        }
        else
        {
            HealthCheck(checks, input.Answer);
        }
    }

    /// <summary>The task has had the time it may take, and has not ended: it is killed at once.</summary>
    public void CompletionTimeReached(ContainerId container)
    {
        if (_byContainer.TryGetValue(container, out TaskChecks? checks))
        {
            KillTaskCall.Kill(agent, checks.Task, KillCause.MaxCompletionTime, TimeSpan.Zero);
        }
    }

    private static bool IsCrowded(AgentTask task) => task.Updates.Waiting.Count >= MostWaiting;

    private static TimeSpan? LongestLife(AgentTask task)
    {
        const int NanosecondsPerTick = 100;
        return task.Info?.MaxCompletionTime is { Nanoseconds: > 0 and var nanoseconds }
            ? TimeSpan.FromTicks(Math.Max(1, nanoseconds / NanosecondsPerTick))
            : null;
    }

    private TaskChecks? Add(AgentTask task, ContainerId container)
    {
        if (task.Info is not { } info || (info.Check is null && info.HealthCheck is null && LongestLife(task) is null))
        {
            return null;
        }

        var checks = new TaskChecks(task, container, task.Started ??= agent.Now);
        _byContainer[container] = checks;
        if (LongestLife(task) is { } longest)
        {
            TimeSpan rest = longest - (agent.Now - checks.Started);
            agent.Emit(new StartTimer(
                new AgentTimer.CheckCompletionTime(container), rest > TimeSpan.Zero ? rest : TimeSpan.Zero));
        }

        return checks;
    }

    private (TaskChecks Checks, OneCheck Check)? Find(ContainerId container, CheckKind kind, bool underWay) =>
        _byContainer.TryGetValue(container, out TaskChecks? checks)
        && checks.Of(kind) is { } check
        && check.IsUnderWay == underWay
            ? (checks, check)
            : null;

    private void Next(TaskChecks checks, CheckKind kind, TimeSpan after) =>
        agent.Emit(new StartTimer(new AgentTimer.CheckDue(checks.Container, kind), after));

    private void Check(TaskChecks checks, CheckAnswer answer)
    {
        AgentTask task = checks.Task;
        CheckStatusInfo status = CheckStatuses.Of(task.Info!.Check, answer);
        if (answer is CheckAnswer.Failed or CheckAnswer.Command { Wait.HasExited: false })
        {
            Tell(task, CheckKind.Check, HealthVerdicts.Fault(answer)!, ignored: false);
        }

        if (!CheckStatuses.Same(status, task.Statuses[^1].CheckStatus) && !IsCrowded(task))
        {
            TaskStatus update = agent.Statuses.Again(task, TaskStatus.Types.Reason.TaskCheckStatusUpdated, agent.Now);
            update.CheckStatus = status;
            agent.Updates.Make(task, update);
        }
    }

    private void HealthCheck(TaskChecks checks, CheckAnswer answer)
    {
        AgentTask task = checks.Task;
        HealthCheck described = task.Info!.HealthCheck;
        string? fault = HealthVerdicts.Fault(answer);
        bool? told = task.Statuses[^1] is { HasHealthy: true, Healthy: var last } ? last : null;
        HealthVerdict verdict = HealthVerdicts.Of(described, task.Health, healthy: fault is null, told, agent.Now - checks.Started);
        if (fault is not null)
        {
            Tell(task, CheckKind.HealthCheck, fault, ignored: verdict == HealthVerdict.InGrace);
        }

        if (verdict == HealthVerdict.InGrace)
        {
            return;
        }

        bool healthy = verdict is HealthVerdict.Silent or HealthVerdict.Healthy;
        task.Health.Add(healthy);
        if (verdict == HealthVerdict.Silent || (IsCrowded(task) && verdict != HealthVerdict.Fatal))
        {
            return;
        }

        TaskStatus update = agent.Statuses.Again(task, TaskStatus.Types.Reason.TaskHealthCheckStatusUpdated, agent.Now);
        update.Healthy = healthy;
        agent.Updates.Make(task, update);
        if (verdict == HealthVerdict.Fatal)
        {
            KillTaskCall.Kill(agent, task, KillCause.HealthCheck, KillTaskCall.OwnGracePeriod(agent, task));
        }
    }

    private void Tell(AgentTask task, CheckKind kind, string reason, bool ignored) =>
        agent.Tell(new AgentNotice.CheckFailed(task.Framework.Id, task.Id, kind, reason, ignored));
}
