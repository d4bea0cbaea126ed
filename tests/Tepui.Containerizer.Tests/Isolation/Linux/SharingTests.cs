using System.Collections.Generic;
using System.IO;
using System.Linq;
using Mesos.V1;
using Tepui.Containerizer.Isolation;
using Tepui.Containerizer.Isolation.Linux;
using Tepui.Testing.Hosts;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Tests.Isolation.Linux;

/// <summary>What containers may share with the host, as the operator says.</summary>
public sealed class SharingTests : IsolatedTest
{
    protected override string Isolation => "filesystem/linux,namespaces/pid,namespaces/ipc";

    [RootFact]
    public async Task NamespacesOfTheAgent_ThatAreNotShared_FailTheLaunch()
    {
        (await RefusalAsync(new ContainerInfo { LinuxInfo = new LinuxInfo { SharePidNamespace = true } }))
            .ShouldContain("(--disallow_sharing_agent_pid_namespace)");
        (await RefusalAsync(new ContainerInfo { LinuxInfo = new LinuxInfo { IpcMode = LinuxInfo.Types.IpcMode.ShareParent } }))
            .ShouldContain("(--disallow_sharing_agent_ipc_namespace)");
        (await RefusalAsync(new ContainerInfo { LinuxInfo = new LinuxInfo { ShmSize = 3 } })).ShouldContain("only when ipc_mode is PRIVATE");
    }

    [RootFact]
    public async Task SharedMemory_HasTheDefaultSize()
    {
        var info = new ContainerInfo { LinuxInfo = new LinuxInfo { IpcMode = LinuxInfo.Types.IpcMode.Private } };

        (await RunAsync("df -k /dev/shm | tail -1 | awk '{print $2}'", info)).Output.ShouldBe("5120\n");
    }

    [RootFact]
    public async Task NestedContainer_SharesItsParentsMemory()
    {
        var info = new ContainerInfo { LinuxInfo = new LinuxInfo { IpcMode = LinuxInfo.Types.IpcMode.Private } };
        ContainerLaunch parent = Shell("c", "echo hello > /dev/shm/note; echo ready > ready; exec sleep 1000", info);
        await Containerizer.LaunchAsync(parent, Bound);
        await FileAsync(parent, "ready");
        var shared = new ContainerInfo { LinuxInfo = new LinuxInfo { IpcMode = LinuxInfo.Types.IpcMode.ShareParent } };
        ContainerLaunch child = Shell("c.child", "cat /dev/shm/note", shared) with { Parent = "c" };
        await Containerizer.LaunchAsync(child, Bound);

        (await ExitAsync("c.child")).WaitStatus.ShouldBe(0);
        (await File.ReadAllTextAsync(Path.Combine(child.WorkingDirectory, "stdout"))).ShouldBe("hello\n");
        await RestartAsync();
        (await Containerizer.RecoverAsync(Bound)).Count.ShouldBe(2);
        (await File.ReadAllTextAsync("/proc/self/mounts")).ShouldContain(Root);
        await Containerizer.DestroyAsync("c", Bound);
        _ = await ExitAsync("c");
        (await File.ReadAllTextAsync("/proc/self/mounts")).ShouldNotContain(Root);
    }

    [RootFact]
    public async Task SharedMemory_OfAContainerThatEndedWhileTheAgentWasAway_IsRemoved()
    {
        var info = new ContainerInfo { LinuxInfo = new LinuxInfo { IpcMode = LinuxInfo.Types.IpcMode.Private } };
        ContainerLaunch launch = Shell("c", "mkfifo go; echo ready > ready; read x < go", info);
        LaunchedContainer launched = await Containerizer.LaunchAsync(launch, Bound);
        await FileAsync(launch, "ready");
        await RestartAsync();
        await File.WriteAllTextAsync(Path.Combine(launch.WorkingDirectory, "go"), "\n", Bound);
        while (Directory.Exists($"/proc/{launched.Pid}"))
            await Task.Yield();

        IReadOnlyList<RecoveredContainer> recovered = await Containerizer.RecoverAsync(Bound);

        // What is left of its processes may be on its way out.
        _ = recovered.Single().Exit ?? await ExitAsync("c");
        (await File.ReadAllTextAsync("/proc/self/mounts")).ShouldNotContain(Root);
        Directory.EnumerateFileSystemEntries(Path.Combine(Root, "runtime", "shm")).ShouldBeEmpty();
    }

    protected override IsolationOptions Configure(IsolationOptions options) => options with
    {
        Linux = new LinuxOptions { DefaultSharedMemoryBytes = 5 << 20, ForbidsSharedIpc = true, ForbidsSharedProcesses = true },
    };
}
