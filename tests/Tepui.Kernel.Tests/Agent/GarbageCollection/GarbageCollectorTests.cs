using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Agent;
using Tepui.Kernel.Agent.GarbageCollection;
using Call = Mesos.V1.Agent.Call;

namespace Tepui.Kernel.Tests.Agent.GarbageCollection;

/// <summary>Sandboxes go --gc_delay after their end, and sooner on a disk that fills up by --gc_disk_headroom, looked at every
/// --disk_watch_interval (src/slave/gc.cpp).</summary>
public sealed class GarbageCollectorTests
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    [Theory]
    [InlineData(0.0, 0.9)]
    [InlineData(0.4, 0.5)]
    [InlineData(0.9, 0.0)]
    [InlineData(1.0, 0.0)]
    public void AllowedAge_OfUsage_IsMesosFormula(double usage, double part) =>
        new GarbageRules().AllowedAge(usage).TotalSeconds.ShouldBe(Week.TotalSeconds * part, tolerance: 0.001);

    [Fact]
    public void Recovered_LooksForLeftovers_ExceptContainersInUse()
    {
        AgentScenario agent = AgentScenario.Registered();
        string running = agent.RunAndStart("t").Value;
        agent.Crash(new FoundContainer(new ContainerId(running), 100));

        FindPaths asked = agent.Effects.OfType<FindPaths>().Last();
        asked.Agent.ShouldBe(new AgentId("S0"));
        asked.InUse.ShouldBe([running]);
    }

    [Fact]
    public void TaskThatEnded_IsRemovedAfterDelay_AndNotBefore()
    {
        AgentScenario agent = Idle();
        string path = EndOne(agent, "t");

        Pass(agent, Week - TimeSpan.FromSeconds(1));
        Removals(agent).ShouldBeEmpty();
        Pending(agent).ShouldBe(1);

        Pass(agent, TimeSpan.FromSeconds(1));
        Removals(agent).ShouldBe([path]);
        agent.Step(new PathsRemoved(1, 0));
        Pending(agent).ShouldBe(0);
        agent.Machine.View().Counters.PathRemovalsSucceeded.ShouldBe(1);
    }

    [Fact]
    public void TaskThatRunsOrIsNotAcknowledged_IsNotGarbage()
    {
        AgentScenario agent = Idle();
        ContainerId container = agent.RunAndStart("t");
        agent.Step(new DiskMeasured(1));
        agent.Step(new ContainerExited(container, 0));
        agent.Step(new DiskMeasured(1));
        Removals(agent).ShouldBeEmpty();

        agent.AcknowledgeAll();
        agent.Step(new DiskMeasured(1));
        Removals(agent).Count.ShouldBe(1);
    }

    [Fact]
    public void ExecutorThatEnded_IsRemoved()
    {
        AgentScenario agent = Idle();
        ContainerId container = agent.RunUnderExecutor("t");
        agent.Step(new ContainerExited(container, 0));
        agent.AcknowledgeAll();
        agent.Step(new DiskMeasured(1));

        Removals(agent).ShouldBe([$"slaves/S0/frameworks/F/executors/e/runs/{container.Value}"]);
    }

    [Fact]
    public void FullDisk_RemovesOldestFirst_AndMeasuresBetweenBatches()
    {
        AgentScenario agent = Idle();
        agent.Step(new PathsRemoved(0, 0));
        agent.Crash();
        agent.Step(new PathsFound([.. Enumerable.Range(0, 300).Select(i => new Leftover($"slaves/old/{i}", agent.Now.AddMinutes(15 * (i - 300))))]));
        agent.Step(new DiskMeasured(0.95));

        RemovePaths first = agent.Effects.OfType<RemovePaths>().Single();
        first.Paths.ShouldBe(Enumerable.Range(0, GarbageRules.BatchSize).Select(i => $"slaves/old/{i}"));
        agent.Step(new PathsRemoved(first.Paths.Count, 0));
        agent.Effects.OfType<MeasureDisk>().ShouldHaveSingleItem();

        // There is room again: what is younger than the age that is allowed now stays.
        agent.Step(new DiskMeasured(0.7));
        agent.Effects.OfType<RemovePaths>().Skip(1).SelectMany(batch => batch.Paths).ShouldBe(
            Enumerable.Range(GarbageRules.BatchSize, 300).Where(i => 300 - i >= Week.TotalHours * 4 * 0.2).Select(i => $"slaves/old/{i}"));
    }

    [Fact]
    public void Schedule_SurvivesRestart_ByModificationTime()
    {
        AgentScenario agent = Idle();
        string path = EndOne(agent, "t");
        DateTimeOffset ended = agent.Now;
        Pass(agent, TimeSpan.FromDays(3));
        agent.Crash();
        agent.Step(new PathsFound([new Leftover(path, ended)]));
        agent.Register();

        Pass(agent, TimeSpan.FromDays(4));
        Removals(agent).ShouldBe([path]);
    }

    [Fact]
    public void PathsFound_OfWhatWasLaunchedMeanwhile_AreLeftAlone()
    {
        AgentScenario agent = AgentScenario.Registered();
        ContainerId container = agent.RunAndStart("t");
        agent.Step(new PathsFound(
            [
                new Leftover($"slaves/S0/frameworks/F/executors/t/runs/{container.Value}", AgentScenario.Start),
                new Leftover("slaves/S0", AgentScenario.Start),
            ]));
        agent.Step(new DiskMeasured(1));

        Removals(agent).ShouldBeEmpty();
    }

    [Fact]
    public void PathsFound_OfTheFuture_CountFromNow()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.Step(new PathsFound([new Leftover("slaves/S9", AgentScenario.Start.AddYears(5))]));

        Pass(agent, Week);
        Removals(agent).ShouldBe(["slaves/S9"]);
    }

    [Fact]
    public void ManySandboxes_AreCounted_AndLookedForAgainOnceTheListHasRunOut()
    {
        AgentScenario agent = AgentScenario.Registered();
        const int All = 1_000_000;
        agent.Step(new PathsFound(
            [.. Enumerable.Range(0, GarbageRules.MostListed).Select(i => new Leftover($"slaves/old/{i}", AgentScenario.Start))],
            All - GarbageRules.MostListed));
        EndOne(agent, "t");
        Pending(agent).ShouldBe(All + 1);

        agent.Step(new DiskMeasured(1));
        agent.Effects.Clear();
        for (int removed = 0; removed < GarbageRules.MostListed;)
        {
            int batch = Math.Min(GarbageRules.BatchSize, GarbageRules.MostListed - removed);
            removed += batch;
            agent.Advance(TimeSpan.FromSeconds(1));
            agent.Step(new PathsRemoved(batch, 0));
            agent.Step(new DiskMeasured(1));
        }

        agent.Effects.OfType<FindPaths>().ShouldHaveSingleItem();
        Pending(agent).ShouldBe(All + 1 - GarbageRules.MostListed);
    }

    [Fact]
    public void RemovalThatFails_IsCounted_AndTheNextIsDoneAllTheSame()
    {
        AgentScenario agent = Idle();
        EndOne(agent, "a");
        agent.Step(new DiskMeasured(1));
        agent.Step(new PathsRemoved(0, 1));
        EndOne(agent, "b");
        agent.Step(new DiskMeasured(1));

        agent.Machine.View().Counters.PathRemovalsFailed.ShouldBe(1);
        Removals(agent).Count.ShouldBe(2);
    }

    [Fact]
    public void DiskThatCannotBeMeasured_IsTold_AndMeasuredAgain()
    {
        AgentScenario agent = Idle();
        agent.Step(new DiskMeasured(0, "no such file"));
        agent.Told<AgentNotice.DiskUnmeasured>().ShouldBeTrue();
        agent.Effects.Clear();
        agent.Advance(TimeSpan.FromMinutes(1));

        agent.Effects.OfType<MeasureDisk>().ShouldHaveSingleItem();
    }

    [Fact]
    public void TaskThatRanLong_HasItsSandboxTouched()
    {
        AgentScenario agent = Idle();
        ContainerId container = agent.RunAndStart("t");
        agent.AcknowledgeAll();
        Pass(agent, TimeSpan.FromMinutes(2));
        agent.Step(new ContainerExited(container, 0));
        agent.AcknowledgeAll();

        agent.Effects.OfType<TouchPath>().Single().Path
            .ShouldBe($"/work_dir/slaves/S0/frameworks/F/executors/t/runs/{container.Value}");
    }

    /// <summary>--gc_non_executor_container_sandboxes; an id may come again, and its sandbox is in use then.</summary>
    [Theory]
    [InlineData(true, false, 1)]
    [InlineData(true, true, 0)]
    [InlineData(false, false, 0)]
    public void StandaloneContainerThatEnded_IsRemoved_WhereTheFlagSaysSoAndUnlessItRunsAgain(bool flag, bool again, int removed)
    {
        AgentScenario agent = AgentScenario.Registered(
            AgentScenario.Config() with { Garbage = new GarbageRules { NonExecutorContainers = flag } });
        agent.Step(new PathsFound([]));
        LaunchStandalone(agent);
        agent.Step(new ContainerExited(new ContainerId("a"), 0));
        if (again)
        {
            agent.Ask(new Call
            {
                Type = Call.Types.Type.RemoveContainer,
                RemoveContainer = new Call.Types.RemoveContainer { ContainerId = new ContainerID { Value = "a" } },
            });
            LaunchStandalone(agent);
        }

        agent.Step(new DiskMeasured(1));
        Removals(agent).ShouldBe(Enumerable.Repeat("containers/a", removed));
    }

    private static void LaunchStandalone(AgentScenario agent)
    {
        agent.Ask(new Call
        {
            Type = Call.Types.Type.LaunchContainer,
            LaunchContainer = new Call.Types.LaunchContainer
            {
                ContainerId = new ContainerID { Value = "a" },
                Command = new CommandInfo { Value = "true" },
            },
        });
        agent.Step(new ContainerStarted(new ContainerId("a"), 7));
    }

    private static AgentScenario Idle()
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.Step(new PathsFound([]));
        return agent;
    }

    private static string EndOne(AgentScenario agent, string id)
    {
        ContainerId container = agent.RunAndStart(id);
        agent.Step(new ContainerExited(container, 0));
        agent.AcknowledgeAll();
        return $"slaves/S0/frameworks/F/executors/{id}/runs/{container.Value}";
    }

    /// <summary>Time goes by, and the master stays.</summary>
    private static void Pass(AgentScenario agent, TimeSpan time)
    {
        DateTimeOffset until = agent.Now + time;
        while (agent.Now < until)
        {
            TimeSpan step = TimeSpan.FromMinutes(30);
            agent.Advance(until - agent.Now < step ? until - agent.Now : step);
            if (agent.Link is null)
            {
                agent.Register();
            }
        }
    }

    private static List<string> Removals(AgentScenario agent) => [.. agent.Effects.OfType<RemovePaths>().SelectMany(batch => batch.Paths)];

    private static long Pending(AgentScenario agent) => agent.Machine.View().Counters.PathRemovalsPending;
}
