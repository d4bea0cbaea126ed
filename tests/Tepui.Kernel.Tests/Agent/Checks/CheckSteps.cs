using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Agent;
using Tepui.Kernel.Agent.Checks;

namespace Tepui.Kernel.Tests.Agent.Checks;

/// <summary>What tests of checks do to a scenario.</summary>
internal static class CheckSteps
{
    /// <summary>An HTTP health check of a port, due at once unless something else is said.</summary>
    public static HealthCheck Health(double delay = 0, double interval = 10, double grace = 0, uint failures = 3) => new()
    {
        Type = HealthCheck.Types.Type.Http,
        Http = new HealthCheck.Types.HTTPCheckInfo { Port = 8080, Path = "/health" },
        DelaySeconds = delay,
        IntervalSeconds = interval,
        GracePeriodSeconds = grace,
        ConsecutiveFailures = failures,
    };

    public static CheckInfo Check(CheckInfo.Types.Type type, double delay = 0, double interval = 10)
    {
        var check = new CheckInfo { Type = type, DelaySeconds = delay, IntervalSeconds = interval };
        switch (type)
        {
            case CheckInfo.Types.Type.Http:
                check.Http = new CheckInfo.Types.Http { Port = 8080 };
                break;
            case CheckInfo.Types.Type.Tcp:
                check.Tcp = new CheckInfo.Types.Tcp { Port = 8080 };
                break;
            default:
                check.Command = new CheckInfo.Types.Command { Command_ = new CommandInfo { Value = "test -f ok" } };
                break;
        }

        return check;
    }

    public static TaskInfo Task(HealthCheck? health = null, CheckInfo? check = null)
    {
        TaskInfo task = AgentScenario.Task("t");
        task.HealthCheck = health;
        task.Check = check;
        return task;
    }

    /// <summary>Runs a task until its container has started; the container.</summary>
    public static ContainerId RunChecked(this AgentScenario agent, TaskInfo task, FrameworkInfo? framework = null)
    {
        agent.Run(task, framework);
        ContainerId container = agent.Launches.Last().Container;
        agent.Step(new ContainerStarted(container, 100));
        return container;
    }

    /// <summary>Checks that were asked for, oldest first.</summary>
    public static RunCheck[] Asked(this AgentScenario agent) => [.. agent.Effects.OfType<RunCheck>()];

    /// <summary>Waits for the next check, and answers it; every update by then is acknowledged.</summary>
    public static void Answer(this AgentScenario agent, CheckKind kind, CheckAnswer answer)
    {
        ContainerId container = agent.Launches.Last().Container;
        var due = new AgentTimer.CheckDue(container, kind);
        if (agent.Timers.TryGetValue(due, out System.DateTimeOffset at))
        {
            agent.Advance(at - agent.Now);
        }

        agent.AcknowledgeAll();
        agent.Step(new CheckAnswered(container, kind, answer));
        agent.AcknowledgeAll();
    }

    public static void Http(this AgentScenario agent, params int[] codes)
    {
        foreach (int code in codes)
        {
            agent.Answer(CheckKind.HealthCheck, new CheckAnswer.Http(code));
        }
    }

    /// <summary>What was told of the task's health after it ran, in order: each update once.</summary>
    public static bool?[] Health(this AgentScenario agent) =>
    [
        .. agent.Statuses
            .Where(status => status.HasReason && status.Reason == TaskStatus.Types.Reason.TaskHealthCheckStatusUpdated)
            .DistinctBy(status => status.Uuid)
            .Select(status => status.HasHealthy ? (bool?)status.Healthy : null),
    ];
}
