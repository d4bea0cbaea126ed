using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Tepui.Kernel.Agent;
using Tepui.Kernel.Agent.GarbageCollection;

namespace Tepui.Kernel.Tests.Agent.GarbageCollection;

/// <summary>Whatever happens and whenever the agent crashes: no sandbox in use is removed, and in the end none that is over stays.</summary>
public sealed class GarbageLifeTests
{
    private const int Tasks = 6;

    [Fact]
    public void Any_life_removes_all_that_is_over_and_nothing_else()
    {
        Gen<int[]> moves = Gen.Choose(0, 9_999).ArrayOf(100);
        Prop.ForAll(Arb.From(moves), Live).Check(Config.QuickThrowOnFailure.WithReplay(20261121, 5).WithMaxTest(60));
    }

    private static bool Live(int[] moves)
    {
        AgentScenario agent = AgentScenario.Registered(seed: moves.Length == 0 ? 0 : moves[0]);
        var running = new Dictionary<ContainerId, FoundContainer>();

        // Sandboxes that are there, with the times they were last touched.
        var disk = new Dictionary<string, DateTimeOffset>();
        int launched = 0;
        int seen = 0;
        foreach (int move in moves)
        {
            Move(move);
            Watch();
        }

        // From now on the disk is full, nothing runs and everything is answered.
        foreach (ContainerId container in running.Keys.ToList())
        {
            End(container);
        }

        for (int round = 0; round < 30 && disk.Count > 0; round++)
        {
            Watch();
            agent.AcknowledgeAll();
            agent.Advance(TimeSpan.FromSeconds(61));
            if (agent.Link is null)
            {
                agent.Register();
            }

            agent.Step(new DiskMeasured(1));
        }

        disk.ShouldBeEmpty();
        return true;

        void Move(int move)
        {
            switch (move % 8)
            {
                case 0 when launched < Tasks:
                    ContainerId started = agent.RunAndStart("t" + launched++);
                    running[started] = new FoundContainer(started, launched);
                    disk[PathOf(agent.Launches.Last())] = agent.Now;
                    break;
                case 1 when running.Count > 0:
                    End(running.Keys.First());
                    break;
                case 2:
                    agent.AcknowledgeAll();
                    break;
                case 3 when move % 3 == 0:
                    agent.Crash([.. running.Values]);
                    agent.Register();
                    seen = Math.Max(0, agent.Effects.FindLastIndex(effect => effect is FindPaths));
                    break;
                case 4:
                    agent.Step(new DiskMeasured(move % 11 / 10.0));
                    break;
                case 5:
                    agent.Advance(TimeSpan.FromMinutes(move % 300));
                    if (agent.Link is null)
                    {
                        agent.Register();
                    }

                    break;
            }
        }

        void End(ContainerId container)
        {
            running.Remove(container);
            agent.Step(new ContainerExited(container, 0));
        }

        // The disk does what it is asked, late or early.
        void Watch()
        {
            for (; seen < agent.Effects.Count; seen++)
            {
                switch (agent.Effects[seen])
                {
                    case TouchPath touch:
                        disk[touch.Path["/work_dir/".Length..]] = agent.Now;
                        break;
                    case FindPaths find:
                        agent.Step(new PathsFound(
                        [
                            .. disk.Where(entry => !find.InUse.Contains(NameOf(entry.Key))).OrderBy(entry => entry.Value)
                                .Select(entry => new Leftover(entry.Key, entry.Value)),
                        ]));
                        break;
                    case RemovePaths remove:
                        foreach (string path in remove.Paths)
                        {
                            running.Keys.ShouldNotContain(new ContainerId(NameOf(path)));
                            disk.Remove(path);
                        }

                        agent.Step(new PathsRemoved(remove.Paths.Count, 0));
                        break;
                }
            }
        }
    }

    private static string PathOf(LaunchContainer launch) => launch.Sandbox.Directory["/work_dir/".Length..];

    private static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];
}
