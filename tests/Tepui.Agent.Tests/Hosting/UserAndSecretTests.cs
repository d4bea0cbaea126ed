using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Kernel;
using Tepui.Kernel.Agent;
using Tepui.Protocol.Secrets;
using Tepui.Runtime.Faults;
using Task = System.Threading.Tasks.Task;
using TaskStatus = Mesos.V1.TaskStatus;

namespace Tepui.Agent.Tests.Hosting;

public sealed class UserAndSecretTests
{
    [Fact]
    public async Task What_cannot_be_had_fails_the_task_with_what_to_do()
    {
        await using AgentFixture agent = await AgentFixture.StartAsync();

        agent.Master.Run("t", "true", change: task => task.Command.Uris.AddRange([Uri("/no/such/file"), Uri("hdfs://u:sesame@h/x")]));
        TaskStatus failed = await agent.Master.StatusAsync("t", TaskState.TaskFailed);

        failed.Reason.ShouldBe(TaskStatus.Types.Reason.ContainerLaunchFailed);
        failed.Message.ShouldStartWith("Failed to launch container: Failed to fetch all URIs for container '");
        failed.Message.ShouldContain("'hdfs' is not supported");
        failed.Message.ShouldNotContain("sesame");
    }

    [Fact]
    public async Task A_task_killed_while_its_files_are_fetched_is_killed()
    {
        await using AgentFixture agent = await AgentFixture.StartAsync();
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        int port = ((IPEndPoint)server.LocalEndpoint).Port;

        agent.Master.Run("t", "true", change: task => task.Command.Uris.Add(Uri($"http://127.0.0.1:{port}/hangs")));
        using Socket connection = await server.AcceptSocketAsync();
        agent.Master.Kill("t");

        await agent.Master.StatusAsync("t", TaskState.TaskKilled);
        byte[] buffer = new byte[4096];
        while (await connection.ReceiveAsync(buffer) > 0)
        {
            // The request; then the end, when the download is no more.
        }
    }

    [Fact]
    public async Task A_task_of_another_user_runs_as_him_and_owns_its_files()
    {
        if (!System.Environment.IsPrivilegedProcess)
            return;
        await using AgentFixture agent = await AgentFixture.StartAsync();
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.At("data"), "fetched");
        File.SetUnixFileMode(folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);

        agent.Master.Run(
            "t",
            "id -un; stat -c %U . stdout stderr data; echo more >> data",
            change: task =>
            {
                task.Command.User = "nobody";
                task.Command.Uris.Add(Uri(folder.At("data")));
            });
        await agent.Master.StatusAsync("t", TaskState.TaskFinished);

        string latest = Path.Combine(agent.WorkDirectory, "slaves/S0/frameworks/F/executors/t/runs/latest");
        (await File.ReadAllTextAsync(Path.Combine(latest, "stdout"))).ShouldBe("nobody\nnobody\nnobody\nnobody\nnobody\n");
    }

    [Fact]
    public async Task A_user_who_does_not_exist_fails_the_task_by_name()
    {
        if (!System.Environment.IsPrivilegedProcess)
            return;
        await using AgentFixture agent = await AgentFixture.StartAsync();

        agent.Master.Run("t", "true", change: task => task.Command.User = "no-such-user");
        TaskStatus failed = await agent.Master.StatusAsync("t", TaskState.TaskFailed);

        failed.Message.ShouldContain("there is no user 'no-such-user' on this machine: create it, or leave the task's user out");
    }

    [Fact]
    public void A_report_on_a_fault_shows_no_secret()
    {
        var task = new TaskInfo
        {
            Command = new CommandInfo
            {
                Value = "p2pool --rpc_password=sesame",
                Arguments = { "--password", "sesame" },
                Uris = { Uri("http://u:sesame@h/x") },
                Environment = new Mesos.V1.Environment
                {
                    Variables =
                    {
                        new Mesos.V1.Environment.Types.Variable { Name = "DB_PASSWORD", Value = "sesame" },
                        new Mesos.V1.Environment.Types.Variable
                        {
                            Name = "K",
                            Secret = new Secret { Value = new Secret.Types.Value { Data = ByteString.CopyFromUtf8("sesame") } },
                        },
                    },
                },
            },
        };
        AgentInput input = new MasterSends(new ConnectionId(1), new AgentLinkFrame { RunTask = new RunTask { Task = task } });
        var fault = new LoopFault<AgentInput>(new InvalidOperationException("x"), [new RecentInput<AgentInput>(input, DateTimeOffset.UnixEpoch)]);

        string report = FaultReport.Format("agent", fault, DateTimeOffset.UnixEpoch, SecretText.RedactDump);

        report.ShouldContain("DB_PASSWORD");
        report.ShouldNotContain("sesame");
        report.ShouldNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes("sesame")));
        report.ShouldNotContain(Convert.ToBase64String(task.ToByteArray())[..40]);
    }

    private static CommandInfo.Types.URI Uri(string value) => new() { Value = value };
}
