using Mesos.V1;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Tasks;

/// <summary>What a task may use above what it asks for (src/master/validation.cpp, validateResourceLimits).</summary>
internal static class LimitValidation
{
    public static void Validate(TaskInfo task, ResourceSet requests, ref FaultList faults)
    {
        if (task.Limits.Count == 0)
        {
            return;
        }

        bool cpus = task.Limits.TryGetValue("cpus", out Value.Types.Scalar? cpuLimit);
        bool memory = task.Limits.TryGetValue("mem", out Value.Types.Scalar? memoryLimit);
        faults.AddWhen(
            task.Limits.Count > (cpus ? 1 : 0) + (memory ? 1 : 0),
            "Only cpus and mem may be included in a task's resource limits");
        if (cpus)
        {
            long asked = requests.Scalar("cpus");
            faults.Add(asked == 0 ? "When a CPU limit is specified, a CPU request must also be specified"
                : !(cpuLimit!.Value >= FixedPoint.ToDouble(asked)) ? "The cpu limit must be greater than or equal to the cpu request"
                : null);
        }

        if (memory)
        {
            long asked = requests.Scalar("mem");
            faults.Add(asked == 0 ? "When a memory limit is specified, a memory request must also be specified"
                : !(memoryLimit!.Value >= FixedPoint.ToDouble(asked)) ? "The memory limit must be greater than or equal to the memory request"
                : null);
        }
    }
}
