using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.EndToEnd.Tests.Harness;
using Tepui.Testing.Hosts;
using Tepui.Testing.Images;
using Task = System.Threading.Tasks.Task;
using TaskStatus = Mesos.V1.TaskStatus;

namespace Tepui.EndToEnd.Tests.Images;

/// <summary>Tasks in images of type APPC, by the flags of Mesos's docs/container-image.md.</summary>
public class AppcTaskTests
{
    [RootFact]
    public async Task A_task_runs_in_an_aci_and_needs_no_fetch_after_a_restart()
    {
        await using var cgroups = new OwnCgroups();
        await using var cluster = new Cluster();
        Put(cluster, "base", Aci.Make(Aci.Manifest("example.com/base"), ImageLayer.Busybox));
        Put(cluster, "app", Aci.Make(
            Aci.Manifest(
                "example.com/app",
                new { exec = new[] { "/bin/hello", "from", "the", "ACI" }, environment = new[] { new { name = "PATH", value = "/bin" } } },
                "example.com/base"),
            ImageLayer.Of(ImageLayer.Text("bin/hello", "#!/bin/sh\necho hello $@\n", 0x1ED))));
        Put(cluster, "torn", Aci.Make(Aci.Manifest("example.com/torn")[..50], ImageLayer.Busybox));
        await cluster.StartMasterAsync();
        int port = FreePort.Take();
        RunningProgram agent = await StartAgentAsync(cluster, port, cgroups);
        await using var framework = TestFramework.Start(cluster.MasterAddress);

        framework.Launch(NewTask("first", "app"));
        await framework.WaitForAsync("first", TaskState.TaskFinished);
        (await File.ReadAllTextAsync(Path.Combine(SandboxOf(cluster, "first"), "stdout"))).ShouldBe("hello from the ACI\n", agent.Report());
        framework.Launch(NewTask("torn", "torn"));
        TaskStatus torn = await framework.WaitForAsync("torn", TaskState.TaskFailed);
        torn.Reason.ShouldBe(TaskStatus.Types.Reason.ContainerLaunchFailed);
        torn.Message.ShouldContain("the image 'example.com/torn' cannot be used: its manifest is damaged");

        agent.Kill();
        await agent.WaitForExitAsync();
        Directory.Delete(cluster.At("acis"), recursive: true);
        agent = await StartAgentAsync(cluster, port, cgroups);
        await framework.WaitForAgentAsync();
        framework.Launch(NewTask("second", "app"));
        await framework.WaitForAsync("second", TaskState.TaskFinished);

        (await File.ReadAllTextAsync(Path.Combine(SandboxOf(cluster, "second"), "stdout"))).ShouldBe("hello from the ACI\n", agent.Report());
        Directory.GetDirectories(cluster.At("appc/images")).Length.ShouldBe(2);
        Directory.Exists(cluster.At("store")).ShouldBeTrue();
        (await File.ReadAllTextAsync("/proc/self/mounts")).ShouldNotContain(cluster.Folder);
    }

    private static Task<RunningProgram> StartAgentAsync(Cluster cluster, int port, OwnCgroups cgroups) => cluster.StartAgentAsync(
        port, "agent", "--resources=cpus:4;mem:4096;disk:4096", "--image_providers=appc,docker",
        "--isolation=filesystem/linux,docker/runtime,cgroups/cpu,cgroups/mem,namespaces/pid",
        $"--appc_simple_discovery_uri_prefix=file://{cluster.At("acis")}/", $"--appc_store_dir={cluster.At("appc")}",
        $"--docker_store_dir={cluster.At("store")}", $"--oci_runtime={CrunHere.Make(cluster.Folder)}", $"--cgroups_root={cgroups.Name}");

    private static void Put(Cluster cluster, string name, byte[] aci) => File.WriteAllBytes(
        Path.Combine(Directory.CreateDirectory(cluster.At("acis/example.com")).FullName, Aci.FileName(name)), aci);

    private static string SandboxOf(Cluster cluster, string task) => Directory
        .EnumerateDirectories(cluster.At("agent"), "latest", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 8 })
        .Where(path => path.Contains($"/executors/{task}/", StringComparison.Ordinal)).First();

    private static TaskInfo NewTask(string id, string image)
    {
        var appc = new Image.Types.Appc { Name = "example.com/" + image, Labels = new Labels() };
        appc.Labels.Labels_.AddRange(Aci.Labels.Select(label => new Label { Key = label.Key, Value = label.Value }));
        return new TaskInfo
        {
            Name = id,
            TaskId = new TaskID { Value = id },
            Command = new CommandInfo { Shell = false },
            Container = new ContainerInfo
            {
                Type = ContainerInfo.Types.Type.Mesos,
                Mesos = new ContainerInfo.Types.MesosInfo { Image = new Image { Type = Image.Types.Type.Appc, Appc = appc } },
            },
        };
    }
}
