using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel.Agent;
using Tepui.Kernel.Agent.Checks;

namespace Tepui.Kernel.Tests.Agent.Checks;

/// <summary>Whatever a task's health checks answer, and whenever: what the machine tells and when is what docs/health-checks.md says.</summary>
public sealed class HealthModelTests
{
    [Fact]
    public void Any_answers_at_any_time_are_told_as_the_documentation_says()
    {
        Gen<int[]> settings = Gen.Choose(0, 20).ArrayOf(4);
        Gen<int[]> answers = Gen.Choose(0, 99).ArrayOf(20);
        Prop.ForAll(Arb.From(settings), Arb.From(answers), Agrees).Check(Config.QuickThrowOnFailure.WithReplay(20261121, 7).WithMaxTest(300));
    }

    private static bool Agrees(int[] settings, int[] answers)
    {
        HealthCheck check = CheckSteps.Health(
            delay: settings[0], interval: 1 + settings[1], grace: 2 * settings[2], failures: (uint)settings[3] % 5);
        Answer[] all = [.. answers.Select(move => new Answer(move % 3 != 0, TimeSpan.FromSeconds(move / 10)))];

        (List<(double, bool)> told, double? killed) = Machine(check, all);
        (List<(double, bool)> expectedTold, double? expectedKilled) = Documentation(check, all);

        told.ShouldBe(expectedTold);
        killed.ShouldBe(expectedKilled);
        return true;
    }

    /// <summary>The same in the words of the documentation, with nothing in mind but to be plain.</summary>
    private static (List<(double Time, bool Healthy)> Told, double? Killed) Documentation(HealthCheck check, Answer[] answers)
    {
        var told = new List<(double, bool)>();
        double now = check.DelaySeconds;
        bool everSucceeded = false;
        uint failures = 0;
        foreach (Answer answer in answers)
        {
            now += answer.Takes.TotalSeconds;
            if (answer.Healthy)
            {
                if (!everSucceeded || failures > 0)
                {
                    told.Add((now, true));
                }

                everSucceeded = true;
                failures = 0;
            }
            else if (everSucceeded || check.GracePeriodSeconds == 0 || now > check.GracePeriodSeconds)
            {
                failures++;
                told.Add((now, false));
                if (failures >= check.ConsecutiveFailures)
                {
                    return (told, now);
                }
            }

            now += check.IntervalSeconds;
        }

        return (told, null);
    }

    private static (List<(double Time, bool Healthy)> Told, double? Killed) Machine(HealthCheck check, Answer[] answers)
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunChecked(CheckSteps.Task(check));
        double? killed = null;
        foreach (Answer answer in answers)
        {
            if (!agent.Timers.TryGetValue(new AgentTimer.CheckDue(container, CheckKind.HealthCheck), out DateTimeOffset due))
            {
                break;
            }

            Advance(agent, due - agent.Now + answer.Takes);
            agent.AcknowledgeAll();
            agent.Step(new CheckAnswered(container, CheckKind.HealthCheck, new CheckAnswer.Http(answer.Healthy ? 200 : 500)));
            agent.AcknowledgeAll();
            killed ??= agent.Effects.OfType<SignalContainer>().Any() ? Seconds(agent.Now) : null;
        }

        agent.Asked().Length.ShouldBeLessThanOrEqualTo(answers.Length);
        IEnumerable<TaskStatus> told = agent.Statuses.Where(status => status.HasHealthy).DistinctBy(status => status.Uuid);
        return ([.. told.Select(status => (Seconds(DateTimeOffset.UnixEpoch.AddSeconds(status.Timestamp)), status.Healthy))], killed);
    }

    /// <summary>With a master that pings.</summary>
    private static void Advance(AgentScenario agent, TimeSpan time)
    {
        for (TimeSpan rest = time; rest > TimeSpan.Zero; rest -= TimeSpan.FromSeconds(15))
        {
            agent.Advance(rest < TimeSpan.FromSeconds(15) ? rest : TimeSpan.FromSeconds(15));
            agent.FromMaster(new AgentLinkFrame { Ping = new Ping() });
        }

        agent.Advance(TimeSpan.Zero);
    }

    private static double Seconds(DateTimeOffset time) => Math.Round((time - AgentScenario.Start).TotalSeconds, 3);

    private sealed record Answer(bool Healthy, TimeSpan Takes);
}
