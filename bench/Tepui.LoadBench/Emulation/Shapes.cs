using System.Collections.Generic;
using System.Linq;
using Google.Protobuf;
using Mesos.V1;

namespace Tepui.LoadBench.Emulation;

/// <summary>Agents, frameworks and tasks of the sizes that Mesos's own benchmarks use.</summary>
internal static class Shapes
{
    private const int LabelsPerTask = 10;
    private const int FirstPort = 10_000;

    /// <summary>An agent of 24 cpus, all on this host but told apart by their ports.</summary>
    /// <param name="known">It has been admitted by an earlier master.</param>
    public static AgentInfo Agent(int number, bool known)
    {
        var info = new AgentInfo { Hostname = $"agent-{number:D5}.example", Port = FirstPort + number };
        info.Resources.Add(Scalar("cpus", 24));
        info.Resources.Add(Scalar("mem", 4096));
        info.Resources.Add(Scalar("disk", 4096));
        info.Resources.Add(new Resource
        {
            Name = "ports",
            Type = Value.Types.Type.Ranges,
            Ranges = new Value.Types.Ranges { Range = { new Value.Types.Range { Begin = 31000, End = 32000 } } },
        });
        if (known)
            info.Id = new AgentID { Value = $"earlier-S{number}" };
        return info;
    }

    public static FrameworkInfo Framework(int number, bool known)
    {
        var info = new FrameworkInfo { User = "nobody", Name = $"framework-{number:D3}", FailoverTimeout = 3600, Checkpoint = true };
        info.Capabilities.Add(new FrameworkInfo.Types.Capability { Type = FrameworkInfo.Types.Capability.Types.Type.MultiRole });
        info.Roles.Add("*");
        if (known)
            info.Id = new FrameworkID { Value = $"earlier-{number:D4}" };
        return info;
    }

    /// <summary>The tasks that run on an agent, as it reports them: ten labels and about 310 bytes each.</summary>
    public static IEnumerable<ByteString> Tasks(AgentInfo agent, IReadOnlyList<FrameworkInfo> frameworks, int perFramework) =>
        from framework in frameworks
        from number in Enumerable.Range(0, perFramework)
        select Running(agent, framework, number, cpus: 0.1, memory: 32).ToByteString();

    /// <summary>Two tasks of one framework that leave nothing worth an offer.</summary>
    public static IEnumerable<ByteString> Filling(AgentInfo agent, FrameworkInfo framework) =>
        from number in Enumerable.Range(0, 2)
        select Running(agent, framework, number, cpus: 12, memory: 2048).ToByteString();

    public static Resource Scalar(string name, double value) =>
        new() { Name = name, Type = Value.Types.Type.Scalar, Scalar = new Value.Types.Scalar { Value = value } };

    private static Task Running(AgentInfo agent, FrameworkInfo framework, int number, double cpus, double memory)
    {
        var task = new Task
        {
            Name = "task",
            TaskId = new TaskID { Value = $"{agent.Port}-{framework.Id.Value[^4..]}-{number}" },
            FrameworkId = framework.Id,
            AgentId = agent.Id,
            State = TaskState.TaskRunning,
            User = "nobody",
            Labels = new Labels(),
        };
        foreach (var resource in new[] { Scalar("cpus", cpus), Scalar("mem", memory) })
        {
            resource.AllocationInfo = new Resource.Types.AllocationInfo { Role = "*" };
            task.Resources.Add(resource);
        }

        for (var label = 0; label < LabelsPerTask; label++)
            task.Labels.Labels_.Add(new Label { Key = "key", Value = $"value-{label:D6}" });
        return task;
    }
}
