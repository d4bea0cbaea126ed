using System;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.EndToEnd.Tests.Harness;
using Tepui.Testing.Images;
using Task = System.Threading.Tasks.Task;
using TaskStatus = Mesos.V1.TaskStatus;

namespace Tepui.EndToEnd.Tests.Images;

/// <summary>Tasks in images of a real registry, with no Docker daemon: by crun and by runc.</summary>
[Collection(ImageCollection.Name)]
public class ImageTaskTests(SharedRegistry shared)
{
    private const string Isolation =
        "--isolation=filesystem/linux,docker/runtime,volume/image,cgroups/cpu,cgroups/mem,namespaces/pid,namespaces/ipc";

    [ImageFact]
    public async Task A_task_in_an_image_outlives_its_agent_and_leaves_nothing()
    {
        await using var cgroups = new OwnCgroups();
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        int port = FreePort.Take();
        RunningProgram agent = await StartAgentAsync(cluster, port, CrunHere.Make(cluster.Folder), cgroups);
        await using var framework = TestFramework.Start(cluster.MasterAddress);

        framework.Launch(NewTask("image's own", null));
        await framework.WaitForAsync("image's own", TaskState.TaskFinished);
        (await File.ReadAllTextAsync(Path.Combine(SandboxOf(cluster, "image's own"), "stdout"))).ShouldBe("hello from the image\n", agent.Report());

        TaskInfo task = NewTask("long", "echo $MESOS_SANDBOX $FROM_IMAGE $(cat data/from) $$; mkfifo go; read x < go; echo over; exit 7");
        task.Container.Volumes.Add(new Volume { ContainerPath = "data", Mode = Volume.Types.Mode.Ro, Image = ImageOf(await DataAsync()) });
        framework.Launch(task);
        await framework.WaitForAsync("long", TaskState.TaskRunning);
        agent.Kill();
        await agent.WaitForExitAsync();
        agent = await StartAgentAsync(cluster, port, CrunHere.Make(cluster.Folder), cgroups);
        await framework.WaitForAgentAsync();
        string sandbox = SandboxOf(cluster, "long");
        await Http.UntilAsync(() => Task.FromResult(File.Exists(Path.Combine(sandbox, "go"))), agent.Report);
        await File.WriteAllTextAsync(Path.Combine(sandbox, "go"), "\n");
        TaskStatus end = await framework.WaitForAsync("long", TaskState.TaskFailed);

        end.Message.ShouldContain("7");
        (await File.ReadAllTextAsync(Path.Combine(sandbox, "stdout"))).ShouldBe("/mnt/mesos/sandbox yes a volume 1\nover\n", agent.Report());
        await PruneAsync(port);
        Directory.GetFileSystemEntries(cluster.At("store/layers")).ShouldBeEmpty();
        (await File.ReadAllTextAsync("/proc/self/mounts")).ShouldNotContain(cluster.Folder);
        Directory.GetFileSystemEntries(cluster.At("agent/provisioner/containers")).ShouldBeEmpty();
    }

    [ImageFact]
    public async Task What_an_image_cannot_do_fails_its_task_and_says_why()
    {
        await using var cgroups = new OwnCgroups();
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        await StartAgentAsync(cluster, FreePort.Take(), "runc", cgroups);
        await using var framework = TestFramework.Start(cluster.MasterAddress);

        (await FailAsync(framework, "missing", task => task.Container.Mesos.Image.Docker.Name = $"{shared.Registry.Address}/tests/nobody:1")).Message
            .ShouldContain("has no such image");
        (await FailAsync(framework, "command", task => task.Command = new CommandInfo { Shell = false, Value = "/bin/frobnicate" })).Message
            .ShouldContain("there is no executable '/bin/frobnicate' in the image");
        (await FailAsync(framework, "user", task => task.Command.User = "nobody-knows-me")).Message.ShouldContain("no user 'nobody-knows-me'");
        TaskStatus memory = await FailAsync(framework, "memory", task => task.Command = new CommandInfo { Value = "exec tail /dev/zero" });
        memory.Reason.ShouldBe(TaskStatus.Types.Reason.ContainerLimitationMemory, memory.Message);
        (await FailAsync(framework, "signal", task => task.Command = new CommandInfo { Value = "sh -c 'kill -SEGV $$'; kill -TERM $$; exit 139" })).Message
            .ShouldBe("Command terminated with signal Segmentation fault");
        (await File.ReadAllTextAsync("/proc/self/mounts")).ShouldNotContain(cluster.Folder);
    }

    [ImageFact]
    public async Task An_agent_without_images_refuses_them()
    {
        await using var cluster = new Cluster();
        await cluster.StartMasterAsync();
        await cluster.StartAgentAsync(FreePort.Take());
        await using var framework = TestFramework.Start(cluster.MasterAddress);

        (await FailAsync(framework, "c", _ => { })).Message.ShouldContain("start the agent with --image_providers=docker");
    }

    private static Task<RunningProgram> StartAgentAsync(Cluster cluster, int port, string runtime, OwnCgroups cgroups) => cluster.StartAgentAsync(
        port, "agent", "--resources=cpus:4;mem:4096;disk:4096", "--image_providers=docker", Isolation, $"--docker_store_dir={cluster.At("store")}",
        $"--oci_runtime={runtime}", $"--cgroups_root={cgroups.Name}");

    private static string SandboxOf(Cluster cluster, string task) => Directory
        .EnumerateDirectories(cluster.At("agent"), "latest", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 8 })
        .Where(path => path.Contains($"/executors/{task}/", StringComparison.Ordinal)).First();

    private static async Task PruneAsync(int port)
    {
        using var http = new HttpClient();
        using var body = new StringContent("""{"type":"PRUNE_IMAGES","prune_images":{}}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await http.PostAsync(new Uri($"http://127.0.0.1:{port}/api/v1"), body);
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    private static Image ImageOf(string name) => new() { Type = Image.Types.Type.Docker, Docker = new Image.Types.Docker { Name = name } };

    private Task<string> DataAsync() =>
        shared.Registry.PushAsync("tests/data:1", ImageArchive.Make("data:1", null, ImageLayer.Of(ImageLayer.Text("from", "a volume"))));

    private Task<TaskStatus> FailAsync(TestFramework framework, string id, Action<TaskInfo> change)
    {
        TaskInfo task = NewTask(id, "exit 0");
        change(task);
        framework.Launch(task);
        return framework.WaitForAsync(id, TaskState.TaskFailed);
    }

    private TaskInfo NewTask(string id, string? command) => new()
    {
        Name = id,
        TaskId = new TaskID { Value = id },
        Command = command is null ? new CommandInfo { Shell = false } : new CommandInfo { Value = command },
        Container = new ContainerInfo
        {
            Type = ContainerInfo.Types.Type.Mesos,
            Mesos = new ContainerInfo.Types.MesosInfo { Image = ImageOf(shared.Busybox) },
        },
    };
}
