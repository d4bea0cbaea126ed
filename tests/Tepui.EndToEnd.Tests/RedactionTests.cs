using System;
using System.IO;
using System.Text;
using Google.Protobuf;
using Mesos.V1;
using Tepui.EndToEnd.Tests.Harness;
using Task = System.Threading.Tasks.Task;

namespace Tepui.EndToEnd.Tests;

/// <summary>Secrets of the forms that are known are planted wherever a framework can, and looked for wherever people look.</summary>
public class RedactionTests
{
    private const string Planted = "open-sesame";

    [Fact]
    public async Task No_secret_is_in_state_logs_or_reports()
    {
        await using var cluster = new Cluster();
        var agentPort = FreePort.Take();
        var master = await cluster.StartMasterAsync("--logging_level=DEBUG");
        var agent = await cluster.StartAgentAsync(agentPort, "agent", "--logging_level=DEBUG");
        await using var framework = ExecutorFramework.Start(cluster.MasterAddress);

        framework.Launch(With(Executors.Shell("runs", $"DOTNET_ROOT={Programs.DotnetRoot} exec {Programs.SampleExecutor}")), "runs", "sleep 600");
        var failing = With(Executors.Shell("fails", "true"));
        failing.Command.Uris.Add(new CommandInfo.Types.URI { Value = $"http://me:{Planted}@127.0.0.1:{FreePort.Take()}/x?token={Planted}" });
        framework.Launch(failing, "fails");
        await framework.WaitForAsync("runs", TaskState.TaskRunning);
        var failed = await framework.WaitForAsync("fails", TaskState.TaskFailed);

        failed.Message.ShouldContain("me:***@127.0.0.1");
        var agentUrl = $"http://127.0.0.1:{agentPort}";
        var shown = new StringBuilder(failed.Message);
        foreach (var url in (string[])
            [
                cluster.MasterUrl + "/state", cluster.MasterUrl + "/frameworks", cluster.MasterUrl + "/tasks", cluster.MasterUrl + "/flags",
                agentUrl + "/state", agentUrl + "/flags",
            ])
        {
            shown.AppendLine(await Http.GetTextAsync(url));
        }

        foreach (var call in (string[])["GET_EXECUTORS", "GET_TASKS", "GET_STATE", "GET_FLAGS", "GET_FRAMEWORKS"])
        {
            shown.AppendLine((await Http.PostAsync(
                cluster.MasterUrl + "/api/v1", "application/json", Encoding.UTF8.GetBytes($"{{\"type\":\"{call}\"}}"))).Body);
        }

        shown.AppendLine(master.Report()).AppendLine(agent.Report());
        foreach (var file in Directory.EnumerateFiles(cluster.Folder, "stderr", SearchOption.AllDirectories))
            shown.AppendLine(await File.ReadAllTextAsync(file));
        var text = shown.ToString();
        text.ShouldContain("DB_PASSWORD");
        foreach (var secret in (string[])[Planted, Convert.ToBase64String(Encoding.UTF8.GetBytes(Planted))])
        {
            var at = text.IndexOf(secret, StringComparison.Ordinal);
            at.ShouldBe(-1, at < 0 ? "" : text[Math.Max(0, at - 300)..Math.Min(text.Length, at + 100)]);
        }
    }

    private static ExecutorInfo With(ExecutorInfo executor)
    {
        executor.Command.Value = $"DB_PASSWORD={Planted}; : --rpc_password={Planted}; {executor.Command.Value}";
        executor.Command.Environment ??= new Mesos.V1.Environment();
        executor.Command.Environment.Variables.AddRange(
        [
            new Mesos.V1.Environment.Types.Variable { Name = "API_TOKEN", Value = Planted },
            new Mesos.V1.Environment.Types.Variable
            {
                Name = "KEY",
                Type = Mesos.V1.Environment.Types.Variable.Types.Type.Secret,
                Secret = new Secret { Type = Secret.Types.Type.Value, Value = new Secret.Types.Value { Data = ByteString.CopyFromUtf8(Planted) } },
            },
        ]);
        return executor;
    }
}
