using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Containerizer.Events;
using Tepui.Containerizer.Images;
using Tepui.Containerizer.Isolation;
using Tepui.Containerizer.Launching.Starting;
using Tepui.Containerizer.Processes;
using Tepui.Containerizer.Users;
using Tepui.Containerizer.Volumes;

namespace Tepui.Containerizer.Launching.Oci;

/// <summary>
/// Starts what has a root of its own, by an OCI runtime. The runtime stays in the foreground as what the supervisor watches: it hands
/// on signals and ends as the container does. Whoever looks into a container (class DEBUG) is an exec of the same runtime.
/// </summary>
public sealed partial class OciLauncher : ILauncher
{
    /// <summary>In a record's notes: the runtime's own name of the container that this one is, or looks into.</summary>
    private const string RuntimeName = "oci.name";

    /// <summary>After which the runtime's file is looked for all the same.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <summary>runc is a program of Go's that lives for milliseconds, or waits: its collector has nothing to gain below these bytes.</summary>
    private static readonly KeyValuePair<string, string>[] RuntimeEnvironment =
    [
        new("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
        new("GOGC", "off"),
        new("GOMEMLIMIT", "32MiB"),
    ];

    private readonly ProcessContainerizer _processes;
    private readonly OciLauncherOptions _options;

    public OciLauncher(ProcessContainerizer processes, OciLauncherOptions options)
    {
        _processes = processes;
        _options = options;
    }

    public string Name => "oci";

    public async ValueTask<LaunchedContainer> LaunchAsync(ContainerPlan plan, Task<ContainerExit> ended, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(ended);
        if (!Directory.Exists(plan.Launch.WorkingDirectory))
            throw new ContainerLaunchException($"the working directory {plan.Launch.WorkingDirectory} does not exist");
        Bundle bundle = BundleOf(plan.Id);
        Directory.CreateDirectory(_options.Runtime.StateDirectory);
        Directory.CreateDirectory(bundle.Path);
        GiveAway(plan);
        ParentNamespaces.Join(plan);
        List<string> command = plan.Launch.IsDebug ? Exec(plan, bundle) : Run(plan, bundle);
        if (_options.Runtime.EntersNoCgroups)
            command = CgroupShell.Wrap(plan.Cgroups, command);
        var wake = new Wake();
        using IDisposable? watching = _processes.Events.TryWatchFolder(bundle.Path, wake.Happened);
        _ = await _processes.LaunchAsync(
            new ContainerLaunch(plan.Id, command, RuntimeEnvironment, plan.Launch.WorkingDirectory) { Io = plan.Launch.Io }, cancellation);
        try
        {
            while (true)
            {
                Task next = wake.Next;
                bool over = ended.IsCompleted;
                if (bundle.Pid() is { } pid)
                    return new LaunchedContainer(plan.Id, pid);
                if (over)
                    throw new ContainerLaunchException(RuntimeLog.Explain(RuntimeLog.Error(bundle.Log), plan.Executable ?? plan.Argv[0]));
                _ = await Task.WhenAny(ended, next, Task.Delay(Look, _options.Time, cancellation));
                cancellation.ThrowIfCancellationRequested();
            }
        }
        catch
        {
            await _processes.DestroyAsync(plan.Id, CancellationToken.None);
            _ = await ended;
            await _processes.ForgetAsync(plan.Id, CancellationToken.None);
            throw;
        }
    }

    /// <summary>A runtime ends with 128 and the signal when its container was killed by one.</summary>
    public ContainerExit Translate(ContainerExit exit)
    {
        ArgumentNullException.ThrowIfNull(exit);
        return exit with { WaitStatus = exit.WaitStatus is { } status ? Translate(status) : null };
    }

    /// <summary>What the runtime could not remove itself, for it was killed.</summary>
    public async ValueTask CleanUpAsync(string containerId, CancellationToken cancellation)
    {
        Bundle bundle = BundleOf(containerId);
        if (!Directory.Exists(bundle.Path))
            return;
        string state = Path.Combine(_options.Runtime.StateDirectory, bundle.Key);
        if (Directory.Exists(state))
        {
            _ = await RuntimeProgram.RunAsync(
                _options.Runtime.Command(bundle.Log, "delete", "--force", bundle.Key), RuntimeEnvironment, cancellation);
            if (Directory.Exists(state))
                Directory.Delete(state, recursive: true);
        }

        RuntimeCgroups.Remove(bundle.CgroupsPath);
        Directory.Delete(bundle.Path, recursive: true);
    }

    /// <summary>Bundles of containers that ended, or never began, while no agent looked.</summary>
    public async Task RecoverAsync(IReadOnlyList<ContainerRecord> running, CancellationToken cancellation)
    {
        string bundles = Path.Combine(_options.Directory, "bundles");
        if (!Directory.Exists(bundles))
            return;
        HashSet<string> kept = [.. running.Select(record => ContainerKey.Of(record.ContainerId))];
        foreach (string name in Directory.EnumerateDirectories(bundles).Select(path => Path.GetFileName(path)).Where(name => !kept.Contains(name)))
            await CleanUpAsync(name, cancellation);
    }

    private static int Translate(int status)
    {
        const int ByLast = 64;
        int code = status >> 8;
        return (status & 0x7F) == 0 && code is > 128 and <= 128 + ByLast ? code - 128 : status;
    }

    /// <summary>The sandbox and the volumes belong to whom the container runs as.</summary>
    private static void GiveAway(ContainerPlan plan)
    {
        UserAccount? owner = UserAccount.OtherThanOwn(plan.User);
        if (owner is not null && !plan.Launch.IsDebug)
            UserSwitch.GiveSandbox(plan.Launch.WorkingDirectory, owner);
        foreach (ContainerVolume volume in plan.Launch.Volumes)
            SandboxLinks.GiveTo(volume, owner);
    }

    private List<string> Run(ContainerPlan plan, Bundle bundle)
    {
        string? cgroups = _options.Runtime.EntersNoCgroups ? null : RuntimeCgroups.PathFor(plan.Cgroups, _options.CgroupsRoot, bundle.Key);
        var spec = new OciSpec(plan, OciUser.Of(plan.User), _options.SandboxDirectory) { CgroupsPath = cgroups };
        File.WriteAllBytes(bundle.Configuration, spec.Configuration());
        if (cgroups is not null)
            bundle.CgroupsPath = cgroups;
        plan.Notes[RuntimeName] = bundle.Key;
        return _options.Runtime.Command(bundle.Log, "run", "--bundle", bundle.Path, "--pid-file", bundle.PidFile, bundle.Key);
    }

    private List<string> Exec(ContainerPlan plan, Bundle bundle)
    {
        string name = plan.Parent?.Notes.GetValueOrDefault(RuntimeName)
            ?? throw new ContainerLaunchException($"container '{plan.Parent?.ContainerId}' has no root to look into");
        File.WriteAllBytes(bundle.Process, new OciSpec(plan, OciUser.Of(plan.User), _options.SandboxDirectory).Process());
        plan.Notes[RuntimeName] = name;
        return _options.Runtime.Command(bundle.Log, "exec", "--process", bundle.Process, "--pid-file", bundle.PidFile, name);
    }

    private Bundle BundleOf(string containerId)
    {
        string key = ContainerKey.Of(containerId);
        return new Bundle(Path.Combine(_options.Directory, "bundles", key), key);
    }

    /// <summary>A container's folder for the runtime.</summary>
    private sealed record Bundle(string Path, string Key)
    {
        public string Configuration => System.IO.Path.Combine(Path, "config.json");

        public string Process => System.IO.Path.Combine(Path, "process.json");

        public string PidFile => System.IO.Path.Combine(Path, "pid");

        public string Log => System.IO.Path.Combine(Path, "log");

        public string? CgroupsPath
        {
            get => File.Exists(CgroupsFile) ? File.ReadAllText(CgroupsFile) : null;
            set => File.WriteAllText(CgroupsFile, value);
        }

        private string CgroupsFile => System.IO.Path.Combine(Path, "cgroups");

        /// <summary>Null as long as the runtime has not told.</summary>
        public int? Pid() => File.Exists(PidFile)
            && int.TryParse(File.ReadAllText(PidFile), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) ? pid : null;
    }
}
