using System.Linq;
using Tepui.Containerizer.Isolation;

namespace Tepui.Containerizer.Launching.Starting;

/// <summary>What a nested container shares with the one it is nested in.</summary>
internal static class ParentNamespaces
{
    /// <summary>
    /// A nested container is where its parent is, but for what it is to have of its own; one that looks into its parent is there wholly.
    /// </summary>
    public static void Join(ContainerPlan plan)
    {
        if (plan.Parent is not { } parent)
            return;
        foreach (JoinedNamespace there in NamespaceFiles.Foreign(parent.Pid))
        {
            // A pid namespace of its own lies below the parent's.
            bool isWanted = there.Which switch
            {
                Namespaces.Mount => plan.Launch.IsDebug,
                Namespaces.Process => true,
                Namespaces.Cgroup => plan.Launch.IsDebug,
                var which => (plan.Own & which) == Namespaces.None,
            };
            if (isWanted && plan.Joined.All(joined => joined.Which != there.Which))
                plan.Joined.Add(there);
        }
    }
}
