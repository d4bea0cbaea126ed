using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Testing.Hosts;
using FileInfo = System.IO.FileInfo;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Tests.Isolation.Linux;

/// <summary>What a container with namespaces of its own sees, and how its end is told.</summary>
public sealed class NamespaceTests : IsolatedTest
{
    protected override string Isolation => "filesystem/linux,namespaces/pid,namespaces/ipc";

    [RootFact]
    public async Task OnlyItsOwnProcesses_AreSeen()
    {
        (string output, int? status) = await RunAsync("ls /proc | grep -c '^[0-9]'; cat /proc/1/comm; readlink /proc/self/ns/pid");

        // Its first process, the shell, and those of the pipe.
        string[] lines = output.Split('\n');
        int.Parse(lines[0]).ShouldBeLessThan(6);
        lines[1].ShouldStartWith("starter");
        lines[2].ShouldNotBe(new FileInfo("/proc/self/ns/pid").LinkTarget);
        status.ShouldBe(0);
    }

    [RootFact]
    public async Task Exit_TellsCodeOrSignal()
    {
        (await RunAsync("exit 37")).Status.ShouldBe(37 << 8);
        (await RunAsync("exit 137")).Status.ShouldBe(137 << 8);
        (await RunAsync("kill -TERM $$")).Status.ShouldBe(15);
        (await RunAsync("kill -KILL $$")).Status.ShouldBe(9);
        (await RunAsync("kill -USR1 $$")).Status.ShouldBe(10);
    }

    [RootFact]
    public async Task Signals_AreTheContainersToHandle()
    {
        ContainerLaunch launch = Shell("c", "trap 'echo usr1 >> got' USR1; trap 'echo term >> got; exit 4' TERM; echo ready > ready; while :; do sleep 0.05; done");
        LaunchedContainer launched = await Containerizer.LaunchAsync(launch, Bound);
        await FileAsync(launch, "ready");
        await Containerizer.SignalAsync("c", 10, Bound);
        await FileAsync(launch, "got");
        await Containerizer.SignalAsync("c", 15, Bound);

        (await ExitAsync("c")).WaitStatus.ShouldBe(4 << 8);
        (await File.ReadAllTextAsync(Path.Combine(launch.WorkingDirectory, "got"), Bound)).ShouldBe("usr1\nterm\n");
        File.Exists($"/proc/{launched.Pid}").ShouldBeFalse();
    }

    [RootFact]
    public async Task Terminate_EndsACommandThatDoesNotHandleIt()
    {
        LaunchedContainer launched = await Containerizer.LaunchAsync(Shell("c", "exec sleep 1000"), Bound);
        (await File.ReadAllTextAsync($"/proc/{launched.Pid}/comm")).ShouldBe("sleep\n");
        new FileInfo($"/proc/{launched.Pid}/ns/pid").LinkTarget.ShouldNotBe(new FileInfo("/proc/self/ns/pid").LinkTarget);

        await Containerizer.SignalAsync("c", 15, Bound);

        (await ExitAsync("c")).WaitStatus.ShouldBe(15);
    }

    [RootFact]
    public async Task EndOfTheFirstProcess_EndsAllInTheNamespace()
    {
        ContainerLaunch launch = Shell("c", "(setsid sleep 1000 &) ; exit 3");
        await Containerizer.LaunchAsync(launch, Bound);

        (await ExitAsync("c")).WaitStatus.ShouldBe(3 << 8);
        Directory.EnumerateDirectories("/proc").Select(path => new FileInfo(path + "/cwd")).Where(link => Leads(link, launch)).ShouldBeEmpty();

        static bool Leads(FileInfo link, ContainerLaunch launch)
        {
            try
            {
                return link.LinkTarget == launch.WorkingDirectory;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }

    [RootFact]
    public async Task Hostname_IsItsOwn()
    {
        (string output, _) = await RunAsync("cat /proc/sys/kernel/hostname", new ContainerInfo { Hostname = "box-7" });

        output.ShouldBe("box-7\n");
        (await File.ReadAllTextAsync("/proc/sys/kernel/hostname")).ShouldNotBe("box-7\n");
    }

    [RootFact]
    public async Task Mounts_StayInside()
    {
        (string output, _) = await RunAsync("mkdir m; mount -t tmpfs inner m; echo x > m/file; cat m/file; grep -c ' inner ' /proc/self/mountinfo || true; grep -c inner /proc/self/mounts");

        output.ShouldContain("x\n");
        (await File.ReadAllTextAsync("/proc/self/mounts")).ShouldNotContain("inner ");
    }

    [RootFact]
    public async Task SharedMemory_PrivateAndBounded_IsGoneAfterwards()
    {
        var info = new ContainerInfo { LinuxInfo = new LinuxInfo { IpcMode = LinuxInfo.Types.IpcMode.Private, ShmSize = 3 } };
        (string output, _) = await RunAsync("df -k /dev/shm | tail -1 | awk '{print $2}'; touch /dev/shm/tepui-mark; readlink /proc/self/ns/ipc", info);

        output.ShouldStartWith("3072\n");
        output.ShouldNotContain(new FileInfo("/proc/self/ns/ipc").LinkTarget!);
        File.Exists("/dev/shm/tepui-mark").ShouldBeFalse();
        (await File.ReadAllTextAsync("/proc/self/mounts")).ShouldNotContain(Root);
    }

    [RootFact]
    public async Task RunInside_SeesTheContainer()
    {
        ContainerLaunch launch = Shell("c", "export INNER=1; echo ready > ready; exec sleep 1000") with
        {
            Environment = [new("PATH", "/usr/bin:/bin"), new("OUTER", "there")],
        };
        await Containerizer.LaunchAsync(launch, Bound);
        await FileAsync(launch, "ready");

        int status = await Containerizer.RunInsideAsync(
            new ContainerCommand("c", ["/bin/sh", "-c", "[ $(ls /proc | grep -c '^[0-9]') -lt 8 ] && pwd && echo $OUTER $ADDED && exit 9"], [new("ADDED", "too")]), Bound);

        status.ShouldBe(9 << 8);
        (await File.ReadAllTextAsync(Path.Combine(launch.WorkingDirectory, "stdout"))).ShouldBe(launch.WorkingDirectory + "\nthere too\n");
        await Containerizer.DestroyAsync("c", Bound);
    }

    [RootFact]
    public async Task RunInside_Cancelled_IsKilledWholly()
    {
        ContainerLaunch launch = Shell("c", "echo ready > ready; exec sleep 1000");
        await Containerizer.LaunchAsync(launch, Bound);
        await FileAsync(launch, "ready");
        using var cancel = new System.Threading.CancellationTokenSource();
        ValueTask<int> running = Containerizer.RunInsideAsync(
            new ContainerCommand("c", ["/bin/sh", "-c", "(setsid sh -c 'echo up > up; exec sleep 7391' &) ; sleep 7392"], []), cancel.Token);
        await FileAsync(launch, "up");

        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(async () => await running);
        foreach (string path in Directory.EnumerateDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), out _)))
        {
            string command = File.Exists(path + "/cmdline") ? Try(() => File.ReadAllText(path + "/cmdline")) : "";
            command.ShouldNotContain("sleep\07391");
        }

        await Containerizer.DestroyAsync("c", Bound);
        _ = await ExitAsync("c");
    }

    [RootFact]
    public async Task RunInside_OfWhatDoesNotExist_SaysSo()
    {
        ContainerLaunch launch = Shell("c", "echo ready > ready; exec sleep 1000");
        await Containerizer.LaunchAsync(launch, Bound);
        await FileAsync(launch, "ready");

        ContainerLaunchException e = await Should.ThrowAsync<ContainerLaunchException>(
            async () => await Containerizer.RunInsideAsync(new ContainerCommand("c", ["/no/such/thing"], []), Bound));

        e.Message.ShouldContain("/no/such/thing does not exist");
        await Containerizer.DestroyAsync("c", Bound);
    }

    [RootFact]
    public async Task Nested_HasProcessesOfItsOwnBelowItsParents()
    {
        ContainerLaunch parent = Shell("c", "echo ready > ready; exec sleep 1000");
        LaunchedContainer outer = await Containerizer.LaunchAsync(parent, Bound);
        await FileAsync(parent, "ready");
        ContainerLaunch child = Shell("c.child", "ls /proc | grep -c '^[0-9]'; readlink /proc/self/ns/ipc; echo ready > ready; exec sleep 1000") with { Parent = "c" };
        await Containerizer.LaunchAsync(child, Bound);
        await FileAsync(child, "ready");
        ContainerLaunch debug = Shell("c.debug", "grep -l ^sleep /proc/[0-9]*/comm | wc -l") with { Parent = "c", IsDebug = true };
        await Containerizer.LaunchAsync(debug, Bound);

        (await ExitAsync("c.debug")).WaitStatus.ShouldBe(0);
        int.Parse((await File.ReadAllTextAsync(Path.Combine(debug.WorkingDirectory, "stdout")))).ShouldBe(2);
        string[] lines = await File.ReadAllLinesAsync(Path.Combine(child.WorkingDirectory, "stdout"));
        int.Parse(lines[0]).ShouldBeLessThan(6);
        lines[1].ShouldBe(new FileInfo($"/proc/{outer.Pid}/ns/ipc").LinkTarget);
        await Containerizer.DestroyAsync("c", Bound);
        _ = await ExitAsync("c");
    }

    [RootFact]
    public async Task Recovered_ContainerIsKnownByItsOwnProcess()
    {
        ContainerLaunch launch = Shell("c", "echo ready > ready; exec sleep 1000");
        LaunchedContainer launched = await Containerizer.LaunchAsync(launch, Bound);
        await FileAsync(launch, "ready");
        await RestartAsync();

        (await Containerizer.RecoverAsync(Bound)).ShouldBe([new RecoveredContainer("c", launched.Pid, null)]);
        (await Containerizer.RunInsideAsync(new ContainerCommand("c", ["/bin/true"], []), Bound)).ShouldBe(0);
        await Containerizer.SignalAsync("c", 15, Bound);
        (await ExitAsync("c")).WaitStatus.ShouldBe(15);
    }

    private static string Try(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (IOException)
        {
            return "";
        }
    }
}
