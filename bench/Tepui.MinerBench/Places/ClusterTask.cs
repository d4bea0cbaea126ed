using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Client.Schedulers;
using Environment = System.Environment;

namespace Tepui.MinerBench.Places;

/// <summary>A worker that a framework launched on a cluster of one agent (<c>tepui local</c>): a command task, or a container.</summary>
/// <param name="folder">For the cluster's files; whoever made it removes it.</param>
/// <param name="dockerSocket">Launch it as a container of this dockerd.</param>
internal sealed class ClusterTask(string folder, string? dockerSocket = null) : IWorkerPlace
{
    private const string Image = "tepui-miner-worker:latest";

    public string Name => dockerSocket is null ? "task of a cluster" : "container of a cluster";

    public async Task<Reading> MeasureAsync(WorkerRun run)
    {
        var port = ChildProgram.FreePort();
        var work = Path.Combine(folder, Guid.NewGuid().ToString("N"));
        await using var cluster = ChildProgram.Start(run.Program,
        [
            "local", "--agents=1", $"--port={port}", "--agent_port=0", $"--work_dir={work}", "--logging_level=WARNING",
            $"--resources=cpus:{run.Threads};mem:1024;disk:1024",
            .. dockerSocket is null ? Array.Empty<string>() : ["--containerizers=docker,mesos", $"--docker_socket={dockerSocket}"],
        ]);
        await cluster.UntilAsync(() => ChildProgram.ListensAsync(port));

        var scheduler = new OneTaskScheduler(Describe(run));
        var driver = new SchedulerDriver(
            scheduler,
            new FrameworkInfo { User = Environment.UserName, Name = "bench" },
            new SchedulerDriverOptions { Masters = [$"127.0.0.1:{port}"] });
        var driving = driver.RunAsync(CancellationToken.None);
        try
        {
            await scheduler.Running;
            var output = FindOutput(work);
            var reading = await WorkerWatch.MeasureAsync(
                run,
                () => cluster.IsAlive && !scheduler.Ended.IsCompleted,
                async () => await File.ReadAllLinesAsync(output),
                [cluster.Id, .. WorkerWatch.Pids(line => line.Contains($"Tepui.Supervisor.dll\0{work}", StringComparison.Ordinal))]);
            driver.KillTask(scheduler.TaskId);
            await scheduler.Ended;
            return reading;
        }
        finally
        {
            driver.Stop();
            await driving;
        }
    }

    private TaskInfo Describe(WorkerRun run)
    {
        var command = new CommandInfo { Shell = false };
        var task = new TaskInfo { Name = "miner worker", TaskId = new TaskID { Value = "worker" }, Command = command };
        if (dockerSocket is null)
        {
            command.Value = run.Program;
            command.Arguments.Add(run.Program);
            command.Arguments.AddRange(run.Arguments);
        }
        else
        {
            command.Arguments.AddRange(run.Arguments[2..]); // the image's entry point is "tepui miner worker"
            task.Container = new ContainerInfo
            {
                Type = ContainerInfo.Types.Type.Docker,
                Docker = new ContainerInfo.Types.DockerInfo { Image = Image },
            };
        }

        task.Resources.Add(Scalar("cpus", run.Threads));
        task.Resources.Add(Scalar("mem", 128));
        return task;
    }

    /// <summary>The sandbox is on this machine, and read there: a request now and then would be work that a lone worker has not.</summary>
    private static string FindOutput(string work) => Directory.GetFiles(work, "stdout", new EnumerationOptions
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.ReparsePoint, // the link "latest" leads to the same sandbox
    })[0];

    private static Resource Scalar(string name, double value) =>
        new() { Name = name, Type = Value.Types.Type.Scalar, Scalar = new Value.Types.Scalar { Value = value } };
}
