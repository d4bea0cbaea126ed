using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Containerizer.Events;
using Tepui.Containerizer.Isolation.Cgroups.Performance;
using Tepui.Containerizer.Users;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Isolation.Cgroups;

/// <summary>All isolators whose names begin with <c>cgroups/</c>: a container has one cgroup a hierarchy, whatever controllers it is for.</summary>
public sealed partial class CgroupsIsolator : IIsolator, IDisposable
{
    private readonly CgroupOptions _options;
    private readonly TimeProvider _time;
    private readonly KernelEvents _events = new();
    private readonly List<CgroupHierarchy> _hierarchies = [];

    /// <summary>Nothing is made there by now: containers of an earlier --isolation may have something.</summary>
    private readonly List<CgroupHierarchy> _former = [];
    private readonly ConcurrentDictionary<string, OwnCgroups> _containers = new(StringComparer.Ordinal);
    private readonly Channel<(string ContainerId, ContainerLimitation Limitation)> _limitations =
        Channel.CreateUnbounded<(string, ContainerLimitation)>();

    private CgroupsIsolator(Dictionary<CgroupMount, List<string>> wanted, IsolationOptions options)
    {
        _options = options.Cgroups;
        _time = options.Time;
        foreach ((CgroupMount mount, List<string> controllers) in wanted)
        {
            List<CgroupController> created = controllers.ConvertAll(controller => CgroupControllers.Create(
                controller, mount.IsUnified, options, _events, (id, limitation) => _limitations.Writer.TryWrite((id, limitation))));
            _hierarchies.Add(new CgroupHierarchy(mount, _options.Root, created, _options.Kernel));
        }
    }

    public string Name => "cgroups";

    public ChannelReader<(string ContainerId, ContainerLimitation Limitation)> Limitations => _limitations.Reader;

    private bool LimitsMemory => _hierarchies.Exists(hierarchy => hierarchy.Controllers.Any(controller => controller.Name == "memory"));

    /// <summary>What is wrong with names that begin with <c>cgroups/</c> on this host.</summary>
    public static void FindFaults(IReadOnlyList<string> names, CgroupOptions options, List<string> faults)
    {
        if (names.Count == 0)
            return;
        if (!System.Environment.IsPrivilegedProcess)
            faults.Add($"--isolation: '{string.Join(',', names)}' needs root: run the agent as root, or use posix/cpu,posix/mem");
        _ = CgroupControllers.Find(names, CgroupControllers.Mounts(options), options, faults);
        bool counts = options.Perf.Events.Count > 0
            && (names.Contains(CgroupControllers.All) || names.Contains(CgroupControllers.Prefix + PerfEventHierarchy.Controller));
        if (counts && System.Environment.IsPrivilegedProcess && PerfSupport.Refusal() is { } refusal)
        {
            faults.Add(
                $"--perf_events: the kernel lets this agent count nothing ({refusal}): give it CAP_PERFMON, and perf_event_open where seccomp "
                + "has a say, or leave the flag out");
        }
    }

    /// <exception cref="ContainerLaunchException">The cgroup of all containers cannot be made.</exception>
    public static CgroupsIsolator Create(IReadOnlyList<string> names, IsolationOptions options)
    {
        IReadOnlyList<CgroupMount> mounts = CgroupControllers.Mounts(options.Cgroups);
        Dictionary<CgroupMount, List<string>> wanted = CgroupControllers.Find(names, mounts, options.Cgroups, []);
        foreach (CgroupMount missing in wanted.Keys.Except(mounts))
            PerfEventHierarchy.Mount(missing);
        var isolator = new CgroupsIsolator(wanted, options);
        foreach (CgroupHierarchy hierarchy in isolator._hierarchies)
            hierarchy.CreateRoot();
        isolator._former.AddRange(mounts
            .Where(mount => !isolator._hierarchies.Exists(hierarchy => hierarchy.IsOf(mount)))
            .Select(mount => new CgroupHierarchy(mount, options.Cgroups.Root, [], options.Cgroups.Kernel)));
        return isolator;
    }

    public async Task RecoverAsync(IReadOnlyList<ContainerRecord> running, CancellationToken cancellation)
    {
        foreach (ContainerRecord record in running)
        {
            List<(CgroupHierarchy Hierarchy, CgroupDirectory Cgroup)> places =
                [.. PlacesIn(_hierarchies.Concat(_former), record.ContainerId, record.Parent).Where(place => place.Cgroup.Exists)];
            if (places.Count == 0)
                continue;
            _containers[record.ContainerId] = new OwnCgroups(places) { Resources = record.Resources, Made = places.Count };
            foreach ((CgroupHierarchy hierarchy, CgroupDirectory cgroup) in places)
            {
                foreach (CgroupController controller in hierarchy.Controllers)
                    controller.Recover(record.ContainerId, cgroup);
            }
        }

        HashSet<CgroupDirectory> known = [.. _containers.Values.SelectMany(own => own.Places).Select(place => place.Cgroup)];
        foreach (CgroupDirectory orphan in _hierarchies.Concat(_former).SelectMany(hierarchy => hierarchy.Containers()).Where(cgroup => !known.Contains(cgroup)))
            await CgroupRemoval.RemoveAsync(orphan, _options, _time, cancellation);
    }

    public ValueTask PrepareAsync(ContainerPlan plan, CancellationToken cancellation)
    {
        if (plan.Parent is { } parent && SharesCgroups(plan.Launch))
        {
            plan.Cgroups.AddRange(parent.Cgroups);
            return ValueTask.CompletedTask;
        }

        if (plan.Parent?.Parent is not null)
            throw new ContainerLaunchException("a container that is nested in a nested one cannot have cgroups of its own: set share_cgroups");
        ContainerResources resources = plan.Launch.Resources;
        var own = new OwnCgroups(PlacesOf(plan.Id, plan.Parent?.ContainerId)) { Resources = resources };
        if (!_containers.TryAdd(plan.Id, own))
            throw new ContainerLaunchException("a container of this id exists already");
        UserAccount? user = UserAccount.OtherThanOwn(plan.User);
        foreach ((CgroupHierarchy hierarchy, CgroupDirectory cgroup) in own.Places)
        {
            CgroupHierarchy.RefuseExisting(cgroup);
            own.Made++;
            hierarchy.Create(cgroup);
            foreach (CgroupController controller in hierarchy.Controllers)
            {
                controller.Prepare(plan.Id, cgroup);
                controller.Update(cgroup, resources, isFirst: true);
            }

            CgroupDirectory entered = hierarchy.Entered(cgroup);
            if (user is not null)
                Give(entered, user);
            plan.Cgroups.Add(entered.Path);
        }

        if (LimitsMemory && (plan.Launch.Command is not null || plan.Parent is not null))
            plan.OomScoreAdjustment ??= CgroupAmounts.OomScoreAdjustment(resources, HostMemory.TotalBytes);
        return ValueTask.CompletedTask;
    }

    public ValueTask UpdateAsync(string containerId, ContainerResources resources, CancellationToken cancellation)
    {
        if (_containers.TryGetValue(containerId, out OwnCgroups? own))
        {
            own.Resources = resources;
            foreach ((CgroupHierarchy hierarchy, CgroupDirectory cgroup) in own.Places)
            {
                foreach (CgroupController controller in hierarchy.Controllers)
                    controller.Update(cgroup, resources, isFirst: false);
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask MeasureAsync(ContainerRecord container, ResourceStatistics statistics, CancellationToken cancellation)
    {
        if (_containers.TryGetValue(container.ContainerId, out OwnCgroups? own))
        {
            foreach ((CgroupHierarchy hierarchy, CgroupDirectory cgroup) in own.Places)
            {
                foreach (CgroupController controller in hierarchy.Controllers)
                    controller.Measure(container.ContainerId, cgroup, own.Resources, statistics);
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask DescribeAsync(ContainerRecord container, ContainerStatus status, CancellationToken cancellation)
    {
        // One that shares its parent's cgroups has what the parent has.
        string id = !_containers.ContainsKey(container.ContainerId) && container.Parent is { } parent ? parent : container.ContainerId;
        foreach (CgroupController controller in _hierarchies.SelectMany(hierarchy => hierarchy.Controllers))
            controller.Describe(id, status);
        return ValueTask.CompletedTask;
    }

    public ContainerLimitation? Explain(string containerId)
    {
        // One that ended while no agent ran is not among those that were taken up.
        IReadOnlyList<(CgroupHierarchy Hierarchy, CgroupDirectory Cgroup)> places =
            _containers.TryGetValue(containerId, out OwnCgroups? own) ? own.Places : PlacesOf(containerId, ParentIn(containerId));
        foreach ((CgroupHierarchy hierarchy, CgroupDirectory cgroup) in places)
        {
            foreach (CgroupController controller in hierarchy.Controllers)
            {
                if (controller.Explain(containerId, cgroup) is { } limitation)
                    return limitation;
            }
        }

        return null;
    }

    public async ValueTask CleanUpAsync(string containerId, CancellationToken cancellation)
    {
        if (!_containers.TryRemove(containerId, out OwnCgroups? own))
            return;
        foreach ((CgroupHierarchy hierarchy, CgroupDirectory cgroup) in own.Places.Take(own.Made))
        {
            foreach (CgroupController controller in hierarchy.Controllers)
                controller.CleanUp(containerId);
            await CgroupRemoval.RemoveAsync(cgroup, _options, _time, cancellation);
        }
    }

    public void Dispose()
    {
        foreach (IDisposable controller in _hierarchies.SelectMany(hierarchy => hierarchy.Controllers).OfType<IDisposable>())
            controller.Dispose();
        _events.Dispose();
        _ = _limitations.Writer.TryComplete();
    }

    /// <summary>Ids of nested containers begin with their parent's, and a period.</summary>
    private static string? ParentIn(string containerId) =>
        containerId.LastIndexOf('.') is > 0 and var period ? containerId[..period] : null;

    private static bool SharesCgroups(ContainerLaunch launch) =>
        launch.IsDebug || launch.Info?.LinuxInfo is not { HasShareCgroups: true, ShareCgroups: false };

    /// <summary>Lets the container's user make cgroups in its own; the limits stay the agent's.</summary>
    private static void Give(CgroupDirectory cgroup, UserAccount user)
    {
        if (ChangeOwner(cgroup.Path, user.Uid, user.Gid) != 0)
            throw new ContainerLaunchException($"cannot give {cgroup.Path} to '{user.Name}': {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);

    private List<(CgroupHierarchy Hierarchy, CgroupDirectory Cgroup)> PlacesOf(string containerId, string? parent) =>
        PlacesIn(_hierarchies, containerId, parent);

    private static List<(CgroupHierarchy Hierarchy, CgroupDirectory Cgroup)> PlacesIn(
        IEnumerable<CgroupHierarchy> hierarchies, string containerId, string? parent) =>
        [.. hierarchies.Select(hierarchy => (hierarchy, hierarchy.Of(containerId, parent)))];

    /// <summary>A container's cgroups, with limits of their own.</summary>
    private sealed class OwnCgroups(IReadOnlyList<(CgroupHierarchy Hierarchy, CgroupDirectory Cgroup)> places)
    {
        public IReadOnlyList<(CgroupHierarchy Hierarchy, CgroupDirectory Cgroup)> Places { get; } = places;

        public ContainerResources Resources { get; set; } = ContainerResources.None;

        /// <summary>How many of them were made, the first ones.</summary>
        public int Made { get; set; }
    }
}
