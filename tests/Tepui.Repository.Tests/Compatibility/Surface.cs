using System.Collections.Generic;
using System.Linq;

namespace Tepui.Repository.Tests.Compatibility;

/// <summary>A table of the ledger whose items stand in a .proto file.</summary>
/// <param name="Heading">Of the table.</param>
/// <param name="File">The .proto file.</param>
/// <param name="Block">The enum or message.</param>
/// <param name="Spoken">Who says it in conformance scripts; null for what is no call or event.</param>
internal sealed record Surface(string Heading, string File, string Block, Speech? Spoken = null)
{
    public static IReadOnlyList<Surface> All { get; } =
    [
        new("Scheduler calls", "scheduler.proto", "Call.Type", Speech.SchedulerCall),
        new("Scheduler events", "scheduler.proto", "Event.Type", Speech.SchedulerEvent),
        new("Executor calls", "executor.proto", "Call.Type", Speech.ExecutorCall),
        new("Executor events", "executor.proto", "Event.Type", Speech.ExecutorEvent),
        new("Master operator calls", "master.proto", "Call.Type", Speech.OperatorCall),
        new("Master event stream", "master.proto", "Event.Type"),
        new("Agent operator calls", "agent.proto", "Call.Type"),
        new("Resource provider calls", "resource_provider.proto", "Call.Type"),
        new("Resource provider events", "resource_provider.proto", "Event.Type"),
        new("Offer operations", "offers.proto", "Offer.Operation.Type"),
        new("Operation states", "offers.proto", "OperationState"),
        new("Task states", "tasks.proto", "TaskState"),
        new("Status reasons", "tasks.proto", "TaskStatus.Reason"),
        new("Status sources", "tasks.proto", "TaskStatus.Source"),
        new("Framework capabilities", "cluster.proto", "FrameworkInfo.Capability.Type"),
        new("Agent capabilities", "cluster.proto", "AgentInfo.Capability.Type"),
        new("Master capabilities", "cluster.proto", "MasterInfo.Capability.Type"),
        new("FrameworkInfo", "cluster.proto", "FrameworkInfo"),
        new("Offer", "offers.proto", "Offer"),
        new("TaskInfo", "tasks.proto", "TaskInfo"),
        new("TaskStatus", "tasks.proto", "TaskStatus"),
        new("ExecutorInfo", "commands.proto", "ExecutorInfo"),
        new("CommandInfo", "commands.proto", "CommandInfo"),
        new("CommandInfo.URI", "commands.proto", "CommandInfo.URI"),
        new("ContainerInfo", "containers.proto", "ContainerInfo"),
        new("ContainerInfo.DockerInfo", "containers.proto", "ContainerInfo.DockerInfo"),
        new("Volume sources", "containers.proto", "Volume.Source.Type"),
    ];

    public IReadOnlyList<string> Items => ProtoText.Members(File, Block);

    public static Surface? Find(string heading) => All.FirstOrDefault(surface => surface.Heading == heading);
}
