using System.Globalization;
using System.Linq;
using System.Text;
using Tepui.Containerizer.Isolation;
using Tepui.Containerizer.Isolation.Linux;
using Tepui.Containerizer.Isolation.Linux.Seccomp;
using Tepui.Containerizer.Users;

namespace Tepui.Containerizer.Launching.Starting;

/// <summary>How the first process of a container with the host's root begins.</summary>
internal static class HostScript
{
    private const int NoNewPrivileges = 38;

    /// <summary>Whether a plan has anything that a plain process has not.</summary>
    public static bool IsNeeded(ContainerPlan plan) =>
        plan.Own != Namespaces.None
        || plan.Joined.Count > 0
        || plan.Cgroups.Count > 0
        || plan.Mounts.Count > 0
        || plan.ResourceLimits.Count > 0
        || plan.EffectiveCapabilities is not null
        || plan.BoundingCapabilities is not null
        || plan.NoNewPrivileges
        || plan.SeccompProfile is not null
        || plan.Hostname is not null
        || plan.OomScoreAdjustment is not null;

    /// <summary>How many processes of ours stay between the supervisor's child and the container's own first process.</summary>
    public static int Depth(ContainerPlan plan) => (OwnsProcesses(plan) ? 1 : 0) + (JoinsProcesses(plan) ? 1 : 0);

    /// <param name="path">Where the script lies.</param>
    /// <param name="account">Whom it runs as; null for the agent's own user.</param>
    public static StartScript Of(ContainerPlan plan, string path, UserAccount? account)
    {
        SystemCalls calls = SystemCalls.Current;
        var script = new StartScript();
        script.Remove(path);
        if (plan.OomScoreAdjustment is { } adjustment)
        {
            script.WriteFile(
                "set oom_score_adj", "/proc/self/oom_score_adj", adjustment.ToString(CultureInfo.InvariantCulture));
        }

        script.EnterCgroups(plan.Cgroups);
        script.Join(plan.Joined);

        // Only who is in a pid namespace can make one below it.
        if (JoinsProcesses(plan))
            script.Split(withInit: false);
        if (plan.Own != Namespaces.None)
            script.Call($"make namespaces of its own ({plan.Own})", calls.Unshare, NamespaceFiles.Flags(plan.Own));
        if ((plan.Own & Namespaces.Mount) != Namespaces.None)
            MountCalls.Detach(script, plan);
        if (OwnsProcesses(plan))
            script.Split(withInit: true);
        MountCalls.Add(script, plan);
        if (plan.Hostname is { } name)
        {
            script.Call(
                $"set the hostname '{name}'", calls.SetHostname, script.Text(name), Encoding.UTF8.GetByteCount(name));
        }

        if ((plan.Own & Namespaces.Mount) != Namespaces.None || plan.Joined.Any(joined => joined.Which == Namespaces.Mount))
            script.ChangeDirectory(plan.WorkingDirectory);
        foreach (PlannedLimit limit in plan.ResourceLimits)
            script.Limit(limit);

        // A filter takes either privileges that the user has not, or the promise not to gain any.
        CapabilitySet? effective = plan.EffectiveCapabilities is { } some ? CapabilitySet.Of(some) : null;
        CapabilitySet? bounding = plan.BoundingCapabilities is { } most ? CapabilitySet.Of(most) : null;
        if (!plan.NoNewPrivileges)
            Confine(script, plan, effective);
        script.Become(account, effective, bounding);
        if (plan.NoNewPrivileges)
        {
            script.Call("give up new privileges", calls.ProcessControl, NoNewPrivileges, 1, 0, 0, 0);
            Confine(script, plan, effective);
        }

        string command = plan.Executable ?? (plan.Argv.Count > 0 ? plan.Argv[0] : "");
        bool changesFiles = plan.Mounts.Count > 0 || plan.Joined.Any(joined => joined.Which == Namespaces.Mount);
        script.Execute(command, plan.Environment, plan.WorkingDirectory, changesFiles);
        return script;
    }

    private static bool OwnsProcesses(ContainerPlan plan) => (plan.Own & Namespaces.Process) != Namespaces.None;

    private static bool JoinsProcesses(ContainerPlan plan) => plan.Joined.Any(joined => joined.Which == Namespaces.Process);

    private static void Confine(StartScript script, ContainerPlan plan, CapabilitySet? effective)
    {
        if (plan.SeccompProfile is not { } file)
            return;
        const int SetSeccomp = 22;
        const int Filter = 2;
        byte[] program = SeccompFilter.Read(file, effective ?? CapabilitySet.OfThisProcess);
        Argument instructions = script.Bytes(program);
        Argument description = script.Bytes([(byte)(program.Length / 8), (byte)(program.Length / 8 >> 8), .. new byte[14]]);
        script.Set(description with { Value = description.Value + 8 }, instructions);
        script.Call($"load the seccomp profile {file}", SystemCalls.Current.ProcessControl, SetSeccomp, Filter, description, 0, 0);
    }
}
