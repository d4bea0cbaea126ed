using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Mesos.V1;
using Tepui.Kernel.Agent;

namespace Tepui.Kernel.Tests.Agent.Recovery;

/// <summary>Whatever is dropped, repeated or crashed, and whenever: no update is lost, none is out of order, nothing runs twice.</summary>
public sealed class AgentLifeTests
{
    private const int Tasks = 4;

    private static readonly TaskState[] WholeLife = [TaskState.TaskStarting, TaskState.TaskRunning, TaskState.TaskFinished];

    [Fact]
    public void Any_life_ends_with_every_update_delivered_in_order()
    {
        Gen<int[]> moves = Gen.Choose(0, 9_999).ArrayOf(120);
        Prop.ForAll(Arb.From(moves), Live).Check(Config.QuickThrowOnFailure.WithReplay(20260101, 7).WithMaxTest(150));
    }

    private static bool Live(int[] moves)
    {
        AgentScenario agent = AgentScenario.Registered(seed: moves.Length == 0 ? 0 : moves[0]);
        var containers = new Dictionary<ContainerId, FoundContainer>();
        int launched = 0;
        int seen = 0;
        int taken = 0;

        // The framework's side: each task's updates as they were first seen.
        var delivered = new Dictionary<string, List<TaskState>>();
        foreach (int move in moves)
        {
            Move(move);
            Watch();
        }

        // The storm is over: everything arrives from now on.
        while (launched < Tasks)
        {
            Move(0);
        }

        for (int round = 0; round < 30; round++)
        {
            Watch();
            foreach (FoundContainer container in containers.Values.Where(container => !container.Exited).ToList())
            {
                containers[container.Container] = container with { Exit = new ContainerExited(container.Container, 0) };
                agent.Step(new ContainerExited(container.Container, 0));
            }

            Acknowledge(repeat: false);
            Pass(TimeSpan.FromSeconds(50));
        }

        agent.Machine.View().Tasks.ShouldBeEmpty();
        agent.Launches.Select(launch => launch.Container).Distinct().Count().ShouldBe(agent.Launches.Count());
        agent.Launches.Count().ShouldBe(Tasks);
        foreach (List<TaskState> states in delivered.Values)
        {
            states.ShouldBe(states[0] == TaskState.TaskLost ? [TaskState.TaskLost] : WholeLife);
        }

        delivered.Count.ShouldBe(Tasks);
        return true;

        void Move(int move)
        {
            switch (move % 7)
            {
                case 0 when launched < Tasks:
                    agent.Run(AgentScenario.Task("t" + launched++));
                    break;
                case 1 when taken < agent.Launches.Count():
                    Start();
                    break;
                case 2 when containers.Values.FirstOrDefault(container => !container.Exited) is { } running:
                    containers[running.Container] = running with { Exit = new ContainerExited(running.Container, 0) };
                    agent.Step(new ContainerExited(running.Container, 0));
                    break;
                case 3:
                    Acknowledge(repeat: move % 2 == 0);
                    break;
                case 4 when move % 3 == 0:
                    // Launches that were asked for are carried out, or lost with the process.
                    if (move % 2 == 0)
                    {
                        Start();
                    }

                    taken = agent.Launches.Count();
                    agent.Crash([.. containers.Values]);
                    agent.Register();
                    break;
                case 5 when move % 3 == 0:
                    agent.Disconnect();
                    agent.Register();
                    break;
                case 6:
                    Pass(TimeSpan.FromMilliseconds(move));
                    break;
            }
        }

        // A master that does not ping is given up in time.
        void Pass(TimeSpan time)
        {
            agent.Advance(time);
            if (agent.Link is null)
            {
                agent.Register();
            }
        }

        void Start()
        {
            foreach (LaunchContainer launch in agent.Launches.Skip(taken).ToList())
            {
                taken++;
                containers[launch.Container] = new FoundContainer(launch.Container, taken);
                agent.Step(new ContainerStarted(launch.Container, taken));
            }
        }

        void Watch()
        {
            Start();
            for (; seen < agent.Sent.Count; seen++)
            {
                if (agent.Sent[seen].UpdateStatus?.Status is not { } status)
                {
                    continue;
                }

                List<TaskState> states = delivered.TryGetValue(status.TaskId.Value, out List<TaskState>? known)
                    ? known
                    : delivered[status.TaskId.Value] = [];
                if (states.Count == 0 || states[^1] != status.State)
                {
                    states.Add(status.State);
                }
            }
        }

        void Acknowledge(bool repeat)
        {
            foreach (TaskStatus status in agent.Statuses.GroupBy(status => status.TaskId.Value).Select(group => group.Last()).ToList())
            {
                agent.Acknowledge(status);
                if (repeat)
                {
                    agent.Acknowledge(status);
                }
            }
        }
    }
}
