using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Tepui.Containerizer.Isolation;
using Tepui.Containerizer.Isolation.Cgroups;
using Tepui.Containerizer.Launching;
using Tepui.Containerizer.Processes;
using Tepui.Containerizer.Tests.Processes;

namespace Tepui.Containerizer.Tests.Isolation;

/// <summary>The shared suite over the mesos containerizer, with isolators of a test class's choice.</summary>
public abstract class MesosConformance : ProcessConformance
{
    private readonly string _cgroups = $"tepui-test-{Guid.NewGuid():N}";
    private (ProcessContainerizer Processes, IReadOnlyList<IIsolator> Isolators) _parts;

    /// <summary>As --isolation.</summary>
    protected abstract string Isolation { get; }

    protected virtual CgroupOptions Options => new();

    protected ContainerRecords Records => new(Path.Combine(Root, "runtime", "containers"));

    /// <summary>Usage is measured.</summary>
    [Fact]
    public override Task Usage_TellsTimeLimitsAndWhatIsUsed() => base.Usage_TellsTimeLimitsAndWhatIsUsed();

    [Fact]
    public override Task Status_TellsTheFirstProcess() => base.Status_TellsTheFirstProcess();

    [Fact]
    public override Task Network_OfTheAgentItself_IsNull() => base.Network_OfTheAgentItself_IsNull();

    [Fact]
    public override Task Update_ChangesTheLimitsThatUsageTells() => base.Update_ChangesTheLimitsThatUsageTells();

    /// <summary>Where a controller of version 1 has the cgroups of this test's containers.</summary>
    protected string CgroupsOf(string controller) => Path.Combine("/sys/fs/cgroup", controller, _cgroups);

    protected override Task<IContainerizer> CreateAsync()
    {
        string runtime = Path.Combine(Root, "runtime");
        var options = new IsolationOptions(Path.Combine(Root, "work"), runtime) { Cgroups = Options with { Root = _cgroups } };
        var faults = new List<string>();
        IReadOnlyList<IIsolator> isolators = Isolators.Create(Isolation, options, faults);
        faults.ShouldBeEmpty();
        var processes = new ProcessContainerizer(new ProcessContainerizerOptions(runtime));
        _parts = (processes, isolators);
        var launcher = new HostLauncher(processes);
        return Task.FromResult<IContainerizer>(new MesosContainerizer(processes, isolators, launcher, launcher, Records, options));
    }

    protected override async Task CloseAsync(IContainerizer containerizer)
    {
        await _parts.Processes.ShutdownAsync(Bound);
        await AbandonAsync(containerizer);
        foreach (CgroupMount mount in CgroupControllers.Mounts(new CgroupOptions()))
            await CgroupRemoval.RemoveAsync(new CgroupDirectory(Path.Combine(mount.Directory, _cgroups)), new CgroupOptions(), TimeProvider.System, Bound);
    }

    protected override async Task AbandonAsync(IContainerizer containerizer)
    {
        await ((MesosContainerizer)containerizer).DisposeAsync();
        await _parts.Processes.DisposeAsync();
        foreach (IDisposable isolator in _parts.Isolators.OfType<IDisposable>())
            isolator.Dispose();
    }
}
