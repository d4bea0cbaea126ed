using System;
using System.Collections.Generic;
using System.Linq;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel;
using Tepui.Kernel.Master;
using Tepui.Kernel.Master.Views;
using Tepui.Kernel.Registry;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Tasks;
using Call = Mesos.V1.Scheduler.Call;

namespace Tepui.Master.Tests.Endpoints.State;

/// <summary>Views of large clusters: one agent and one framework of a real machine, many times over, with tasks like Mesos's benchmark's.</summary>
internal static class SampleView
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    /// <param name="tasks">Of each framework on each agent; as many again are completed.</param>
    public static MasterView Of(int agents, int frameworks, int tasks)
    {
        MasterView seed = Seed();
        var ids = Enumerable.Range(0, agents).Select(static number => new AgentId($"391994d0-e5fc-464a-ae38-97f79ae511e1-S{number}")).ToList();
        return seed with
        {
            Agents = ViewList.Of(ids.Select(id => seed.Agents[0] with { Id = id, Info = With(seed.Agents[0].Info, id) })),
            Frameworks = [.. Enumerable.Range(0, frameworks).Select(number => Framework(seed.Frameworks[0], $"live-{number}", ids, tasks))],
            CompletedFrameworks =
            [
                .. Enumerable.Range(0, frameworks).Select(number => Framework(seed.Frameworks[0], $"ended-{number}", [], 0) with
                {
                    CompletedTasks = Tasks($"ended-{number}", ids, tasks, TaskState.TaskFinished),
                    UnregisteredTime = Now,
                }),
            ],
            RecoveredAgents = [With(seed.Agents[0].Info, new AgentId("recovered"))],
        };
    }

    private static AgentInfo With(AgentInfo info, AgentId id)
    {
        AgentInfo copy = info.Clone();
        copy.Id = new AgentID { Value = id.Value };
        return copy;
    }

    private static FrameworkView Framework(FrameworkView seed, string id, List<AgentId> agents, int tasks)
    {
        FrameworkInfo info = seed.Info.Clone();
        info.Id = new FrameworkID { Value = id };
        return seed with
        {
            Id = new FrameworkId(id),
            Info = info,
            Tasks = Tasks(id, agents, tasks, TaskState.TaskRunning),
            UnreachableTasks = Tasks(id, [.. agents.Take(1)], 1, TaskState.TaskUnreachable),
        };
    }

    private static ViewList<TaskView> Tasks(string framework, List<AgentId> agents, int count, TaskState state)
    {
        ResourceSet resources = ResourceSet.From(ResourceText.Parse("cpus:0.1;mem:32", [], "*")!).WithAllocation("*");
        Task task = Task(framework, resources);
        return ViewList.Of(agents.SelectMany(agent => Enumerable.Range(0, count).Select(number =>
        {
            task.TaskId.Value = $"{framework}-{agent.Value}-{number}";
            task.AgentId.Value = agent.Value;
            task.State = state;
            task.Statuses[0].TaskId = task.TaskId;
            return new TaskView(TaskImage.Of(task, resources));
        })));
    }

    private static Task Task(string framework, ResourceSet resources)
    {
        var task = new Task
        {
            Name = "task",
            TaskId = new TaskID(),
            AgentId = new AgentID(),
            FrameworkId = new FrameworkID { Value = framework },
            Labels = new Labels(),
        };
        task.Resources.AddRange(resources.ToMessages());
        task.Labels.Labels_.AddRange(Enumerable.Range(0, 10).Select(static number => new Label { Key = $"key{number}", Value = $"value{number}" }));
        task.Statuses.Add(new TaskStatus
        {
            State = TaskState.TaskRunning,
            Timestamp = 1795254273.142096,
            Source = TaskStatus.Types.Source.Executor,
            Uuid = ByteString.CopyFrom(new byte[16]),
            ContainerStatus = new ContainerStatus { ContainerId = new ContainerID { Value = "b1ff37c7-080b-4ff1-b6fd-a25eb6ed9290" } },
        });
        return task;
    }

    private static MasterView Seed()
    {
        var info = new MasterInfo { Id = "m", Ip = 16777343, Port = 5050, Hostname = "127.0.0.1", Pid = "master@127.0.0.1:5050" };
        var machine = new MasterMachine(new MasterConfig { Info = info }, new Random(42));
        Step(machine, new LeadershipGained(RegistryState.Empty));
        var framework = new FrameworkInfo { User = "root", Name = "sample", Roles = { "*" } };
        framework.Capabilities.Add(new FrameworkInfo.Types.Capability { Type = FrameworkInfo.Types.Capability.Types.Type.MultiRole });
        var subscribe = new Call { Type = Call.Types.Type.Subscribe, Subscribe = new Call.Types.Subscribe { FrameworkInfo = framework } };
        Step(machine, new SchedulerSubscribes(new RequestId(1), new ConnectionId(1), "stream", null, subscribe));
        var agent = new AgentInfo { Hostname = "127.0.0.1", Port = 5051 };
        agent.Resources.AddRange(ResourceSet.From(ResourceText.Parse("cpus:24;mem:4096;disk:4096;ports:[31000-32000]", [], "*")!).ToMessages());
        var register = new RegisterAgent { Agent = agent, ProtocolVersion = 1, TepuiVersion = "1" };
        Step(machine, new AgentSends(new ConnectionId(2), "127.0.0.1", new AgentLinkFrame { RegisterAgent = register }));
        return machine.TakeView();
    }

    private static void Step(MasterMachine machine, MasterInput input)
    {
        var outbox = new Outbox<MasterEffect>();
        machine.Step(input, Now, outbox);
        machine.Flush(Now, outbox);
        foreach (StoreRegistry write in outbox.Effects.OfType<StoreRegistry>().ToList())
        {
            Step(machine, new RegistryStored(write.Version));
        }
    }
}
