using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Google.Protobuf;
using Mesos.V1;
using Tepui.EndToEnd.Tests.Harness;
using Tepui.Testing.Hosts;
using Source = Mesos.V1.Volume.Types.Source;
using Task = System.Threading.Tasks.Task;
using TaskStatus = Mesos.V1.TaskStatus;

namespace Tepui.EndToEnd.Tests.Isolation;

/// <summary>Tasks kept apart by what Linux has, through a master and an agent.</summary>
public class IsolatedTaskTests
{
    private const string Isolation =
        "--isolation=filesystem/linux,namespaces/pid,namespaces/ipc,posix/rlimits,linux/capabilities,linux/nnp,volume/secret,disk/du";

    [RootFact]
    public async Task A_task_is_kept_apart_outlives_its_agent_and_leaves_nothing()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        int port = FreePort.Take();
        RunningProgram agent = await StartAgentAsync(cluster, port);
        await using var framework = TestFramework.Start(cluster.MasterAddress);
        TaskInfo task = NewTask(
            "apart",
            "ulimit -n; grep CapEff /proc/self/status; cat key; stat -f -c %T key; hostname; ls /proc | grep -c '^[0-9]*$'; ls /etc/ssl | wc -l; mkfifo go; read x < go; exit 7");
        task.Container = Container();
        framework.Launch(task);
        await framework.WaitForAsync("apart", TaskState.TaskRunning);
        agent.Kill();
        await agent.WaitForExitAsync();
        agent = await StartAgentAsync(cluster, port);
        await framework.WaitForAgentAsync();
        string sandbox = SandboxOf(cluster, "apart");
        await Http.UntilAsync(() => Task.FromResult(File.Exists(Path.Combine(sandbox, "go"))), agent.Report);
        await File.WriteAllTextAsync(Path.Combine(sandbox, "go"), "\n");

        TaskStatus end = await framework.WaitForAsync("apart", TaskState.TaskFailed);

        end.Message.ShouldBe("Command exited with status 7", agent.Report());
        string[] lines = await File.ReadAllLinesAsync(Path.Combine(sandbox, "stdout"));
        lines[..5].ShouldBe(["123", "CapEff:\t0000000000002000", "a secret", "tmpfs", "box-1"], agent.Report());
        int.Parse(lines[5]).ShouldBeLessThan(8);
        lines[6].ShouldBe("0");
        (await File.ReadAllTextAsync("/proc/self/mounts")).ShouldNotContain(cluster.Folder);
        Directory.GetFileSystemEntries(cluster.At("agent-run/containers")).ShouldBeEmpty();
        Processes.Naming(cluster.Folder).ShouldAllBe(pid => InTheHostsNamespace(pid));
    }

    [RootFact]
    public async Task A_task_that_fills_its_sandbox_ends_and_is_told_why()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        await StartAgentAsync(cluster, FreePort.Take());
        await using var framework = TestFramework.Start(cluster.MasterAddress);
        TaskInfo task = NewTask("full", "dd if=/dev/zero of=big bs=1M count=20; exec sleep 1000");
        task.Resources.Add(new Resource { Name = "disk", Type = Value.Types.Type.Scalar, Scalar = new Value.Types.Scalar { Value = 8 } });
        framework.Launch(task);

        TaskStatus end = await framework.WaitForAsync("full", TaskState.TaskFailed);

        end.Reason.ShouldBe(TaskStatus.Types.Reason.ContainerLimitationDisk);
        end.Message.ShouldStartWith("Disk usage (");
        end.Limitation.Resources.Single().Scalar.Value.ShouldBe(8);
    }

    [Fact]
    public async Task An_agent_without_isolation_refuses_what_takes_it()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        await cluster.StartAgentAsync(FreePort.Take());
        await using var framework = TestFramework.Start(cluster.MasterAddress);
        TaskInfo task = NewTask("limits", "exit 0");
        task.Container = new ContainerInfo { Type = ContainerInfo.Types.Type.Mesos, RlimitInfo = Container().RlimitInfo };
        framework.Launch(task);

        (await framework.WaitForAsync("limits", TaskState.TaskFailed)).Message.ShouldContain("add 'posix/rlimits' to its --isolation");
    }

    private static Task<RunningProgram> StartAgentAsync(Cluster cluster, int port) => cluster.StartAgentAsync(
        port, "agent", "--resources=cpus:4;mem:4096;disk:4096;ports:[31000-31100]", Isolation, "--enforce_container_disk_quota",
        "--container_disk_watch_interval=100ms");

    private static bool InTheHostsNamespace(int pid)
    {
        string? there = new System.IO.FileInfo($"/proc/{pid}/ns/mnt").LinkTarget;
        return there is null || there == new System.IO.FileInfo("/proc/self/ns/mnt").LinkTarget;
    }

    private static string SandboxOf(Cluster cluster, string task) => Directory
        .EnumerateDirectories(cluster.At("agent"), "latest", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 8 })
        .First(path => path.Contains($"/executors/{task}/", StringComparison.Ordinal));

    private static ContainerInfo Container()
    {
        var info = new ContainerInfo
        {
            Type = ContainerInfo.Types.Type.Mesos,
            Hostname = "box-1",
            RlimitInfo = new RLimitInfo
            {
                Rlimits = { new RLimitInfo.Types.RLimit { Type = RLimitInfo.Types.RLimit.Types.Type.RlmtNofile, Soft = 123, Hard = 200 } },
            },
            LinuxInfo = new LinuxInfo
            {
                EffectiveCapabilities = new CapabilityInfo { Capabilities = { CapabilityInfo.Types.Capability.NetRaw } },
            },
        };
        info.Volumes.Add(new Volume
        {
            Mode = Volume.Types.Mode.Ro,
            ContainerPath = "key",
            Source = new Source
            {
                Type = Source.Types.Type.Secret,
                Secret = new Secret
                {
                    Type = Secret.Types.Type.Value,
                    Value = new Secret.Types.Value { Data = ByteString.CopyFromUtf8("a secret\n") },
                },
            },
        });
        info.Volumes.Add(new Volume
        {
            Mode = Volume.Types.Mode.Rw,
            ContainerPath = "/etc/ssl",
            Source = new Source
            {
                Type = Source.Types.Type.SandboxPath,
                SandboxPath = new Source.Types.SandboxPath { Type = Source.Types.SandboxPath.Types.Type.Self, Path = "ssl" },
            },
        });
        return info;
    }

    private static TaskInfo NewTask(string id, string command) => new()
    {
        Name = id,
        TaskId = new TaskID { Value = id },
        Command = new CommandInfo { Value = command },
    };
}
