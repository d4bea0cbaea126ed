using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Containerizer.Isolation;
using Tepui.Containerizer.Launching;
using Tepui.Containerizer.Processes;

namespace Tepui.Containerizer.Tests.Isolation;

/// <summary>The mesos containerizer with isolators, over a supervisor of its own.</summary>
public sealed class IsolatedMachine : IAsyncDisposable
{
    private readonly ProcessContainerizer _processes;
    private readonly IReadOnlyList<IIsolator> _isolators;

    public IsolatedMachine(string root, string isolation, Func<IsolationOptions, IsolationOptions>? configure = null)
    {
        string runtime = Path.Combine(root, "runtime");
        _processes = new ProcessContainerizer(new ProcessContainerizerOptions(runtime));
        var options = new IsolationOptions(root, runtime);
        var faults = new List<string>();
        _isolators = Isolators.Create(isolation, configure?.Invoke(options) ?? options, faults);
        faults.ShouldBeEmpty();
        var launcher = new HostLauncher(_processes);
        Containerizer = new MesosContainerizer(
            _processes, _isolators, launcher, launcher, new ContainerRecords(Path.Combine(runtime, "containers")));
    }

    public MesosContainerizer Containerizer { get; }

    /// <summary>As an agent that dies: what runs goes on.</summary>
    public async ValueTask DisposeAsync()
    {
        await Containerizer.DisposeAsync();
        foreach (IDisposable isolator in _isolators.OfType<IDisposable>())
            isolator.Dispose();
        await _processes.DisposeAsync();
    }

    /// <summary>Ends all that runs.</summary>
    public async Task ShutdownAsync()
    {
        await _processes.ShutdownAsync(new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);
        await DisposeAsync();
    }
}
