using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Tepui.Master.Tests.Hosting;
using Message = Tepui.Internal.V1.AgentLinkFrame.MessageOneofCase;

namespace Tepui.Master.Tests.Endpoints;

/// <summary>
/// The command lines of Mesos's docs/maintenance.md, run by a shell with curl against a real master: only the ports and the
/// agent's id are filled in, and the Content-Type that /api/v1 asks for where the page leaves it out.
/// </summary>
public sealed class MaintenanceDocumentTests : IDisposable
{
    private const string Json = "-H 'Content-Type: application/json'";

    private readonly string _folder = Directory.CreateTempSubdirectory("tepui-maintenance").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task AutomaticNodeDraining()
    {
        await using TestMaster master = await TestMaster.StartAsync();
        await using TestAgent agent = await TestAgent.RegisterAsync(master);

        await OperateAsync(master, agent, """{"type": "DRAIN_AGENT", "drain_agent": {"agent_id": {"value": "<mesos-agent-id>"}}}""");
        (await agent.NextAsync(Message.DrainAgent)).DrainAgent.Config.MaxGracePeriod.ShouldBeNull();
        JsonNode agents = JsonNode.Parse(await OperateAsync(master, agent, """{"type": "GET_AGENTS"}"""))!;
        agents["get_agents"]!["agents"]![0]!["drain_info"]!["config"]!["mark_gone"]!.GetValue<bool>().ShouldBeFalse();
        // Answered after what was written before it, so also after the end of the draining.
        await OperateAsync(master, agent, """{"type": "DEACTIVATE_AGENT", "deactivate_agent": {"agent_id": {"value": "<mesos-agent-id>"}}}""");
        await OperateAsync(master, agent, """{"type": "REACTIVATE_AGENT", "reactivate_agent": {"agent_id": {"value": "<mesos-agent-id>"}}}""");

        await OperateAsync(
            master,
            agent,
            """{"type": "DRAIN_AGENT", "drain_agent": {"agent_id": {"value": "<mesos-agent-id>"}, "max_grace_period": "10mins"}}""");
        (await agent.NextAsync(Message.DrainAgent)).DrainAgent.Config.MaxGracePeriod.Nanoseconds.ShouldBe(600_000_000_000);
        await OperateAsync(
            master,
            agent,
            """{"type": "DRAIN_AGENT", "drain_agent": {"agent_id": {"value": "<mesos-agent-id>"}, "mark_gone": true}}""");
        (await agent.NextAsync(Message.DrainAgent)).DrainAgent.Config.MarkGone.ShouldBeTrue();
        (await agent.NextAsync(Message.ShutdownAgent)).ShutdownAgent.Message.ShouldBe("Agent has been marked gone");
    }

    [Fact]
    public async Task Lines_AsThePageHasThem_LackAContentType_AndMesosTakesThemNoMoreThanTepui()
    {
        await using TestMaster master = await TestMaster.StartAsync();
        (await CurlAsync(master, """-X POST -d '{"type": "GET_AGENTS"}' localhost:5050/api/v1"""))
            .ShouldBe("Expecting 'Content-Type' of application/json or application/x-protobuf\n415");
    }

    [Fact]
    public async Task MaintenancePrimitives()
    {
        await using TestMaster master = await TestMaster.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(_folder, "schedule.json"), """
            {
              "windows" : [
                {
                  "machine_ids" : [
                    { "hostname" : "machine1", "ip" : "10.0.0.1" },
                    { "hostname" : "machine2", "ip" : "10.0.0.2" }
                  ],
                  "unavailability" : {
                    "start" : { "nanoseconds" : 1443830400000000000 },
                    "duration" : { "nanoseconds" : 3600000000000 }
                  }
                }, {
                  "machine_ids" : [
                    { "hostname" : "machine3", "ip" : "10.0.0.3" }
                  ],
                  "unavailability" : {
                    "start" : { "nanoseconds" : 1443834000000000000 },
                    "duration" : { "nanoseconds" : 3600000000000 }
                  }
                }
              ]
            }
            """);
        await File.WriteAllTextAsync(Path.Combine(_folder, "machines.json"), """
            [
              { "hostname" : "machine1", "ip" : "10.0.0.1" },
              { "hostname" : "machine2", "ip" : "10.0.0.2" }
            ]
            """);

        (await CurlAsync(master, """
            http://localhost:5050/maintenance/schedule \
              -H "Content-type: application/json" \
              -X POST \
              -d @schedule.json
            """)).ShouldBe("\n200");
        Modes(await master.GetJsonAsync("/maintenance/status")).ShouldBe((3, 0));
        (await CurlAsync(master, """
            http://localhost:5050/machine/down \
              -H "Content-type: application/json" \
              -X POST \
              -d @machines.json
            """)).ShouldBe("\n200");
        Modes(await master.GetJsonAsync("/maintenance/status")).ShouldBe((1, 2));
        (await CurlAsync(master, """
            http://localhost:5050/machine/up \
              -H "Content-type: application/json" \
              -X POST \
              -d @machines.json
            """)).ShouldBe("\n200");
        Modes(await master.GetJsonAsync("/maintenance/status")).ShouldBe((1, 0));
        (await master.GetJsonAsync("/maintenance/schedule"))["windows"]!.AsArray().Count.ShouldBe(1);
    }

    /// <summary>What Mesos 1.12 answered to the same requests, to the letter.</summary>
    [Fact]
    public async Task Answers_AreMesossOwn()
    {
        await using TestMaster master = await TestMaster.StartAsync();
        await using TestAgent agent = await TestAgent.RegisterAsync(master);
        (await OperateAsync(master, agent, """{"type": "GET_MAINTENANCE_SCHEDULE"}"""))
            .ShouldBe("""{"type":"GET_MAINTENANCE_SCHEDULE","get_maintenance_schedule":{"schedule":{}}}""");
        (await OperateAsync(master, agent, """{"type": "GET_MAINTENANCE_STATUS"}"""))
            .ShouldBe("""{"type":"GET_MAINTENANCE_STATUS","get_maintenance_status":{"status":{}}}""");
        (await CurlAsync(master, "localhost:5050/maintenance/schedule")).ShouldBe("{}\n200");
        (await CurlAsync(master, "localhost:5050/maintenance/status")).ShouldBe("{}\n200");

        (await OperateAsync(master, agent, """
            {"type": "UPDATE_MAINTENANCE_SCHEDULE", "update_maintenance_schedule": {"schedule": {"windows": [{"machine_ids": [{"hostname":
            "127.0.0.1", "ip": "127.0.0.1"}], "unavailability": {"start": {"nanoseconds": 1900000000000000000}, "duration": {"nanoseconds":
            3600000000000}}}]}}}
            """)).ShouldBe("");
        const string window = """
            "machine_ids":[{"hostname":"127.0.0.1","ip":"127.0.0.1"}],"unavailability":{"start":{"nanoseconds":1900000000000000000},"duration":{"nanoseconds":3600000000000}}
            """;
        (await OperateAsync(master, agent, """{"type": "GET_MAINTENANCE_SCHEDULE"}"""))
            .ShouldBe("""{"type":"GET_MAINTENANCE_SCHEDULE","get_maintenance_schedule":{"schedule":{"windows":[{""" + window + "}]}}}");
        (await OperateAsync(master, agent, """{"type": "GET_MAINTENANCE_STATUS"}""")).ShouldBe(
            """{"type":"GET_MAINTENANCE_STATUS","get_maintenance_status":{"status":{"draining_machines":[{"id":{"hostname":"127.0.0.1","ip":"127.0.0.1"}}]}}}""");
        (await CurlAsync(master, "localhost:5050/maintenance/status"))
            .ShouldBe("""{"draining_machines":[{"id":{"hostname":"127.0.0.1","ip":"127.0.0.1"}}]}""" + "\n200");
    }

    private static (int Draining, int Down) Modes(JsonNode status) =>
        (status["draining_machines"]?.AsArray().Count ?? 0, status["down_machines"]?.AsArray().Count ?? 0);

    /// <summary>A call that must succeed; its answer.</summary>
    private async Task<string> OperateAsync(TestMaster master, TestAgent agent, string call)
    {
        string line = $"{Json} -X POST -d '{call.Replace("<mesos-agent-id>", agent.Id.Value, StringComparison.Ordinal)}' localhost:5050/api/v1";
        string answer = await CurlAsync(master, line);
        answer.ShouldEndWith("\n200");
        return answer[..^4];
    }

    /// <summary>The answer's body and, after a line's end, its status.</summary>
    private async Task<string> CurlAsync(TestMaster master, string arguments)
    {
        string port = master.Host.Port.ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"curl -s -w '\\n%{{http_code}}' {arguments.Replace("5050", port, StringComparison.Ordinal)}"])
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, "curl");
        return output;
    }
}
