using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Text.Json.Nodes;
using Mesos.V1;
using Tepui.Agent.Hosting;
using Operation = Mesos.V1.Offer.Types.Operation;
using Reservation = Mesos.V1.Resource.Types.ReservationInfo;
using Task = System.Threading.Tasks.Task;
using TaskStatus = Mesos.V1.TaskStatus;

namespace Tepui.Agent.Tests.Volumes;

/// <summary>A real agent with real processes: volumes are made, used, restarted over, browsed and destroyed.</summary>
public sealed class PersistentVolumeTests
{
    [Fact]
    public async Task A_later_task_reads_what_an_earlier_one_wrote_also_after_a_restart_of_the_agent()
    {
        await using AgentFixture agent = await WithVolumeAsync();
        string directory = Path.Combine(agent.WorkDirectory, "volumes/roles/ads eu/id 1");
        Directory.Exists(directory).ShouldBeTrue();
        agent.Master.Run("writes", "echo kept > data/file", change: UseVolume);
        await agent.Master.StatusAsync("writes", TaskState.TaskFinished);

        await agent.StopAgentAsync();
        await agent.StartAgentAsync();
        await agent.Master.NextAsync(frame => frame.ReregisterAgent is { CheckpointedResources.Count: 2 });
        agent.Master.Run("reads", "cat data/file && test -L data", change: UseVolume);
        TaskStatus finished = await agent.Master.StatusAsync("reads", TaskState.TaskFinished);

        string sandbox = $"{agent.WorkDirectory}/slaves/S0/frameworks/F/executors/reads/runs/{finished.ContainerStatus.ContainerId.Value}";
        (await File.ReadAllTextAsync(directory + "/file")).ShouldBe("kept\n");
        new System.IO.FileInfo(sandbox + "/data").LinkTarget.ShouldBe(directory);
        (await File.ReadAllTextAsync(sandbox + "/stdout")).ShouldBe("kept\n");

        (await agent.Master.ApplyAsync(Destroy(Volume()))).State.ShouldBe(OperationState.OperationFinished);
        Directory.Exists(directory).ShouldBeFalse();
    }

    [Fact]
    public async Task A_volume_is_browsed_through_the_sandbox_of_a_task_that_has_it_and_a_tasks_own_links_lead_nowhere()
    {
        await using AgentFixture agent = await WithVolumeAsync();
        agent.Master.Run(
            "t", "echo inside > data/file; ln -s /etc/passwd data/evil; ln -s / data/root; ln -s data/file ours; touch done; sleep 1000", change: UseVolume);
        TaskStatus running = await agent.Master.StatusAsync("t", TaskState.TaskRunning);
        string sandbox = $"{agent.WorkDirectory}/slaves/S0/frameworks/F/executors/t/runs/{running.ContainerStatus.ContainerId.Value}";
        const string Virtual = "/frameworks/F/executors/t/runs/latest";
        while (!File.Exists(sandbox + "/done"))
            await Task.Yield();

        (await agent.GetAsync($"/files/read?offset=0&path={Virtual}/data/file")).ShouldBe("""{"data":"inside\n","offset":0}""");
        (await agent.GetAsync($"/files/read?offset=0&path={Uri.EscapeDataString(sandbox)}/data/file")).ShouldContain("inside");
        JsonNode.Parse(await agent.GetAsync($"/files/browse?path={Virtual}/data"))!.AsArray().Count.ShouldBe(3);
        foreach (string path in (string[])["data/evil", "data/root/etc/passwd", "ours"])
        {
            using HttpResponseMessage answer = await agent.Http.GetAsync($"/files/read?offset=0&path={Virtual}/{path}");
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, path);
        }

        JsonNode.Parse(await agent.GetAsync("/files/debug"))![sandbox + "/data"]!.GetValue<string>()
            .ShouldBe(agent.WorkDirectory + "/volumes/roles/ads eu/id 1");
        agent.Master.Kill("t");
        await agent.Master.StatusAsync("t", TaskState.TaskKilled);
        using HttpResponseMessage afterwards = await agent.Http.GetAsync($"/files/read?offset=0&path={Virtual}/data/file");
        afterwards.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_volume_on_a_disk_of_its_own_lies_there()
    {
        using var folder = new TemporaryFolder();
        string root = folder.At("ssd");
        string disk = """{"name":"disk","type":"SCALAR","scalar":{"value":100},"disk":{"source":{"type":"PATH","path":{"root":"ROOT"}}}}""".Replace("ROOT", root);
        await using AgentFixture agent = await AgentFixture.StartAsync(options =>
            options.Resources = $$$"""[{"name":"cpus","type":"SCALAR","scalar":{"value":4}},{{{disk}}}]""");
        Directory.Exists(root).ShouldBeTrue();
        Resource volume = Volume(20);
        volume.Disk.Source = new Resource.Types.DiskInfo.Types.Source
        {
            Type = Resource.Types.DiskInfo.Types.Source.Types.Type.Path,
            Path = new Resource.Types.DiskInfo.Types.Source.Types.Path { Root = root },
        };
        Resource reserved = volume.Clone();
        reserved.Disk.Persistence = null;
        reserved.Disk.Volume = null;

        await agent.Master.ApplyAsync(Reserve(reserved));
        (await agent.Master.ApplyAsync(Create(volume))).State.ShouldBe(OperationState.OperationFinished);
        agent.Master.Run("t", "echo here > data/file", change: task => task.Resources.Add(volume));
        await agent.Master.StatusAsync("t", TaskState.TaskFinished);

        (await File.ReadAllTextAsync(root + "/volumes/roles/ads eu/id 1/file")).ShouldBe("here\n");
    }

    [Fact]
    public async Task A_volume_on_a_mounted_disk_is_all_of_it_and_its_root_stays()
    {
        using var folder = new TemporaryFolder();
        string root = folder.At("mounted");
        Directory.CreateDirectory(root);
        if (!Mount("mount", "-t", "tmpfs", "none", root))
            return;
        try
        {
            string disk = """{"name":"disk","type":"SCALAR","scalar":{"value":20},"disk":{"source":{"type":"MOUNT","mount":{"root":"ROOT"}}}}"""
                .Replace("ROOT", root);
            await using AgentFixture agent = await AgentFixture.StartAsync(options =>
                options.Resources = $$$"""[{"name":"cpus","type":"SCALAR","scalar":{"value":4}},{{{disk}}}]""");
            Resource volume = Volume(20);
            volume.Disk.Source = new Resource.Types.DiskInfo.Types.Source
            {
                Type = Resource.Types.DiskInfo.Types.Source.Types.Type.Mount,
                Mount = new Resource.Types.DiskInfo.Types.Source.Types.Mount { Root = root },
            };
            Resource reserved = volume.Clone();
            reserved.Disk.Persistence = null;
            reserved.Disk.Volume = null;

            await agent.Master.ApplyAsync(Reserve(reserved));
            await agent.Master.ApplyAsync(Create(volume));
            agent.Master.Run("t", "mkdir data/a; echo here > data/a/file; sleep 1000", change: task => task.Resources.Add(volume));
            await agent.Master.StatusAsync("t", TaskState.TaskRunning);
            while (!File.Exists(root + "/a/file"))
                await Task.Yield();
            (await agent.GetAsync("/files/read?offset=0&path=/frameworks/F/executors/t/runs/latest/data/a/file")).ShouldContain("here");
            agent.Master.Kill("t");
            await agent.Master.StatusAsync("t", TaskState.TaskKilled);
            (await agent.Master.ApplyAsync(Destroy(volume))).State.ShouldBe(OperationState.OperationFinished);

            Directory.GetFileSystemEntries(root).ShouldBeEmpty();
        }
        finally
        {
            Mount("umount", root).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task A_volume_that_cannot_be_made_ends_the_agent_and_is_made_by_its_next_process()
    {
        await using AgentFixture agent = await AgentFixture.StartAsync();
        string inTheWay = Path.Combine(agent.WorkDirectory, "volumes");
        await File.WriteAllTextAsync(inTheWay, "a file, no folder");
        Resource reserved = Volume(500);
        reserved.Disk = null;
        await agent.Master.ApplyAsync(Reserve(reserved));
        System.Threading.Tasks.Task<OperationStatus> created = agent.Master.ApplyAsync(Create(Volume()));

        (await agent.Agent.Ended.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBeTrue();
        await agent.StopAgentAsync();
        File.Delete(inTheWay);
        await agent.StartAgentAsync();

        (await created).State.ShouldBe(OperationState.OperationFinished);
        Directory.Exists(inTheWay + "/roles/ads eu/id 1").ShouldBeTrue();
    }

    [Fact]
    public async Task Operations_that_nobody_acknowledged_are_shown()
    {
        await using AgentFixture agent = await AgentFixture.StartAsync();
        agent.Master.AcknowledgesOperations = false;
        Resource reserved = Volume(500);
        reserved.Disk = null;
        await agent.Master.ApplyAsync(Reserve(reserved));

        using var call = new StringContent("""{"type":"GET_OPERATIONS"}""", System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await agent.Http.PostAsync("/api/v1", call);
        JsonNode operation = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["get_operations"]!["operations"]![0]!;

        operation["latest_status"]!["state"]!.GetValue<string>().ShouldBe("OPERATION_FINISHED");
        operation["info"]!["type"]!.GetValue<string>().ShouldBe("RESERVE");
    }

    [Fact]
    public async Task A_volume_belongs_to_the_user_of_its_task()
    {
        if (!System.Environment.IsPrivilegedProcess)
            return;
        await using AgentFixture agent = await WithVolumeAsync();
        string directory = Path.Combine(agent.WorkDirectory, "volumes/roles/ads eu/id 1");

        // Of the folders above it only the temporary one lets nobody pass.
        foreach (string above in (string[])[Path.GetDirectoryName(agent.WorkDirectory)!, agent.WorkDirectory])
            File.SetUnixFileMode(above, File.GetUnixFileMode(above) | UnixFileMode.OtherExecute | UnixFileMode.OtherRead);
        agent.Master.Run("t", "id -un > data/file", change: task =>
        {
            UseVolume(task);
            task.Command.User = "nobody";
        });
        await agent.Master.StatusAsync("t", TaskState.TaskFinished);

        (await File.ReadAllTextAsync(directory + "/file")).ShouldBe("nobody\n");
    }

    [Fact]
    public async Task Resources_that_no_longer_hold_a_reservation_keep_the_agent_from_starting_and_lose_nothing()
    {
        await using AgentFixture agent = await WithVolumeAsync();
        await agent.StopAgentAsync();

        AgentStartException refused = await Should.ThrowAsync<AgentStartException>(
            agent.StartAgentAsync(options => options.Resources = "cpus:4;mem:4096;disk:10"));
        refused.Message.ShouldStartWith("--resources: Checkpointed resources disk(reservations: [(DYNAMIC,ads/eu,ops)]):400; ");
        refused.Message.ShouldContain("are incompatible with agent resources cpus:4; mem:4096; disk:10; ports:[31000-32000]: "
            + "Incompatible agent resources: cpus:4; mem:4096; disk:10; ports:[31000-32000] does not contain disk:400");
        await agent.StartAgentAsync();

        JsonNode state = JsonNode.Parse(await agent.GetAsync("/slave(1)/state"))!;
        state["reserved_resources"]!["ads/eu"]!["disk"]!.GetValue<double>().ShouldBe(500);
        state["unreserved_resources"]!["disk"]!.GetValue<double>().ShouldBe(9740);
        state["resources"]!["disk"]!.GetValue<double>().ShouldBe(10240);
        JsonArray full = state["reserved_resources_full"]!["ads/eu"]!.AsArray();
        full.Count.ShouldBe(2);
        full[1]!.ToJsonString().ShouldBe(
            """
            {"name":"disk","type":"SCALAR","scalar":{"value":100.0},"role":"ads/eu","reservation":{"principal":"ops"},
            "reservations":[{"type":"DYNAMIC","role":"ads/eu","principal":"ops"}],"disk":{"persistence":{"id":"id 1","principal":"ops"},
            "volume":{"mode":"RW","container_path":"data"}}}
            """.Replace("\n", ""));
    }

    private static async System.Threading.Tasks.Task<AgentFixture> WithVolumeAsync()
    {
        AgentFixture agent = await AgentFixture.StartAsync();
        Resource reserved = Volume(500);
        reserved.Disk = null;
        (await agent.Master.ApplyAsync(Reserve(reserved))).State.ShouldBe(OperationState.OperationFinished);
        (await agent.Master.ApplyAsync(Create(Volume()))).State.ShouldBe(OperationState.OperationFinished);
        return agent;
    }

    private static bool Mount(string program, params string[] arguments)
    {
        using Process mount = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        mount.WaitForExit();
        return mount.ExitCode == 0;
    }

    private static void UseVolume(TaskInfo task) => task.Resources.Add(Volume());

    private static Resource Volume(double megabytes = 100) => new()
    {
        Name = "disk",
        Type = Value.Types.Type.Scalar,
        Scalar = new Value.Types.Scalar { Value = megabytes },
        Reservations = { new Reservation { Type = Reservation.Types.Type.Dynamic, Role = "ads/eu", Principal = "ops" } },
        Disk = new Resource.Types.DiskInfo
        {
            Persistence = new Resource.Types.DiskInfo.Types.Persistence { Id = "id 1", Principal = "ops" },
            Volume = new Volume { ContainerPath = "data", Mode = Mesos.V1.Volume.Types.Mode.Rw },
        },
    };

    private static Operation Reserve(Resource resource) => new()
    {
        Type = Operation.Types.Type.Reserve,
        Reserve = new Operation.Types.Reserve { Resources = { resource } },
    };

    private static Operation Create(Resource volume) => new()
    {
        Type = Operation.Types.Type.Create,
        Create = new Operation.Types.Create { Volumes = { volume } },
    };

    private static Operation Destroy(Resource volume) => new()
    {
        Type = Operation.Types.Type.Destroy,
        Destroy = new Operation.Types.Destroy { Volumes = { volume } },
    };
}
