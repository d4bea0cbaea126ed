using System.Collections.Generic;
using System.IO;
using System.Linq;
using Tepui.Containerizer.Isolation.Cgroups.Version1;

namespace Tepui.Containerizer.Isolation.Cgroups;

/// <summary>
/// A hierarchy in which containers have cgroups, below --cgroups_root: <c>mesos/CONTAINER</c>, and <c>mesos/PARENT/mesos/CHILD</c> for a
/// nested one. In version 2, where only a cgroup without children can hold processes, they are in the container's <c>leaf</c>.
/// </summary>
internal sealed class CgroupHierarchy(
    CgroupMount mount, string root, IReadOnlyList<CgroupController> controllers, CgroupKernel kernel)
{
    private const string Separator = "mesos";
    private const string Leaf = "leaf";
    private const string Enabled = "cgroup.subtree_control";

    public IReadOnlyList<CgroupController> Controllers { get; } = controllers;

    public CgroupDirectory Root { get; } = new(Path.Combine(mount.Directory, root));

    public bool IsOf(CgroupMount other) => mount.Directory == other.Directory;

    /// <summary>Where the limits of a container are.</summary>
    public CgroupDirectory Of(string containerId, string? parent)
    {
        if (parent is null)
            return Root.Child(ContainerNames.Of(containerId));

        // Ids of nested containers may begin with their parent's.
        string own = containerId.Length > parent.Length + 1 && containerId.StartsWith(parent + '.', System.StringComparison.Ordinal)
            ? containerId[(parent.Length + 1)..]
            : containerId;
        return Root.Child(ContainerNames.Of(parent)).Child(Separator).Child(ContainerNames.Of(own));
    }

    /// <summary>Where the container's processes are.</summary>
    public CgroupDirectory Entered(CgroupDirectory container) => mount.IsUnified ? container.Child(Leaf) : container;

    /// <exception cref="ContainerLaunchException">The root of all containers cannot be made.</exception>
    public void CreateRoot()
    {
        Root.Make(kernel);
        Enable(new CgroupDirectory(mount.Directory), Root);
        Inherit(Root);

        // Before Linux 5.11 a limit could leave out the children of a cgroup.
        if (!mount.IsUnified && mount.Controllers.Contains("memory") && Root.TryReadNumber("memory.use_hierarchy") == 0)
            Root.Write("memory.use_hierarchy", 1);
    }

    /// <exception cref="ContainerLaunchException">It is somebody's.</exception>
    public static void RefuseExisting(CgroupDirectory container)
    {
        if (container.Exists)
            throw new ContainerLaunchException($"the cgroup {container.Path} is there already: remove it, or give the container another id");
    }

    /// <exception cref="ContainerLaunchException">It cannot be made.</exception>
    public void Create(CgroupDirectory container)
    {
        var above = new CgroupDirectory(Path.GetDirectoryName(container.Path)!);
        if (!above.Exists)
        {
            above.Make(kernel);
            Inherit(above);
        }

        container.Make(kernel);
        Enable(Root, container);
        if (mount.IsUnified)
            Entered(container).Make(kernel);
    }

    /// <summary>All that have the place of a container's, also nested ones; these before their parents.</summary>
    public IEnumerable<CgroupDirectory> Containers()
    {
        foreach (CgroupDirectory container in Children(Root))
        {
            foreach (CgroupDirectory nested in Children(container.Child(Separator)))
                yield return nested;
            yield return container;
        }
    }

    private void Inherit(CgroupDirectory cgroup)
    {
        if (!mount.IsUnified && mount.Controllers.Contains("cpuset"))
            CpusetController.Inherit(cgroup);
    }

    private static IEnumerable<CgroupDirectory> Children(CgroupDirectory parent) =>
        parent.Exists ? Directory.GetDirectories(parent.Path).Select(path => new CgroupDirectory(path)) : [];

    /// <summary>In version 2 a cgroup has a controller's files when all above it pass the controller on.</summary>
    private void Enable(CgroupDirectory first, CgroupDirectory container)
    {
        if (!mount.IsUnified)
            return;
        string wanted = string.Join(' ', Controllers.Where(NeedsEnabling).Select(controller => '+' + controller.Name));
        var passing = new Stack<CgroupDirectory>();
        for (string above = Path.GetDirectoryName(container.Path)!; above.Length >= first.Path.Length; above = Path.GetDirectoryName(above)!)
            passing.Push(new CgroupDirectory(above));
        foreach (CgroupDirectory above in passing.Where(_ => wanted.Length > 0))
        {
            string[] enabled = (above.TryRead(Enabled) ?? "").Split([' ', '\n']);
            if (!Controllers.Where(NeedsEnabling).All(controller => enabled.Contains(controller.Name)))
                above.Write(Enabled, wanted);
        }
    }

    private bool NeedsEnabling(CgroupController controller) => mount.Controllers.Contains(controller.Name);
}
