using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Containerizer.Launching.Starting;

namespace Tepui.Containerizer.Isolation.Linux;

/// <summary><c>namespaces/pid</c>: a container sees its own processes only, and those of what is nested in it.</summary>
internal sealed class ProcessIsolator(LinuxOptions options) : IIsolator
{
    public string Name => "namespaces/pid";

    public ValueTask PrepareAsync(ContainerPlan plan, CancellationToken cancellation)
    {
        bool isShared = plan.Launch.Info?.LinuxInfo?.SharePidNamespace ?? false;
        if (plan.Launch.IsDebug)
            return ValueTask.CompletedTask;
        if (plan.Parent is null && isShared && options.ForbidsSharedProcesses)
        {
            throw new ContainerLaunchException(
                "linux_info.share_pid_namespace: sharing the agent's pid namespace is not allowed on this agent "
                + "(--disallow_sharing_agent_pid_namespace)");
        }

        if (!isShared)
            plan.Own |= Namespaces.Process;

        // What lies at /proc tells of the processes of whoever mounted it. A root of its own brings its own.
        bool isElsewhere = !isShared
            || (plan.Parent is { } parent && NamespaceFiles.Foreign(parent.Pid).Any(joined => joined.Which == Namespaces.Process));
        if (isElsewhere && plan.Root is null)
        {
            plan.Own |= Namespaces.Mount;
            plan.Mounts.Add(new PlannedMount("proc", "proc", "/proc", ["nosuid", "nodev", "noexec"]));
        }

        return ValueTask.CompletedTask;
    }
}
