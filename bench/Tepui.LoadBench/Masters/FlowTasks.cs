using Mesos.V1;
using Tepui.LoadBench.Emulation;

namespace Tepui.LoadBench.Masters;

/// <summary>Tasks that emulated agents only pretend to run.</summary>
internal static class FlowTasks
{
    public const double Cpus = 0.1;
    private const double Memory = 16;

    public static TaskInfo New(Offer offer, int number) => new()
    {
        Name = "flow",
        TaskId = new TaskID { Value = $"flow-{number}" },
        AgentId = offer.AgentId,
        Command = new CommandInfo { Value = "true" },
        Resources = { Allocated("cpus", Cpus), Allocated("mem", Memory) },
    };

    private static Resource Allocated(string name, double value)
    {
        var resource = Shapes.Scalar(name, value);
        resource.AllocationInfo = new Resource.Types.AllocationInfo { Role = "*" };
        return resource;
    }
}
