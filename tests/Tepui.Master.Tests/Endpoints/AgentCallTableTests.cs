using System.Collections.Generic;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;
using Tepui.Master.Tests.Hosting;

namespace Tepui.Master.Tests.Endpoints;

/// <summary>Calls about agents and machines with something missing or of the wrong kind: each is told apart, and nothing changes.</summary>
public sealed class AgentCallTableTests
{
    private const string Validate = "Failed to validate master::Call: Expecting ";
    private const string Convert = "Failed to convert JSON into Call protobuf: ";

    public static TheoryData<string, string, int, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, int, string>();
            foreach (string call in (IEnumerable<string>)["MARK_AGENT_GONE", "DRAIN_AGENT", "DEACTIVATE_AGENT", "REACTIVATE_AGENT"])
            {
                string name = call.ToLowerInvariant();
                cases.Add(call, "", 400, $"{Validate}'{name}' to be present");
                cases.Add(call, $$$""","{{{name}}}":{}""", 400, $"{Convert}Missing required fields: {name}.agent_id");
                cases.Add(call, $$$""","{{{name}}}":{"agent_id":{}}""", 400, $"{Convert}Missing required fields: {name}.agent_id.value");
                cases.Add(call, $$$""","{{{name}}}":{"agent_id":7}""", 400, $"{Convert}Not expecting a JSON number for field '{name}.agent_id'");
                cases.Add(call, $$$""","{{{name}}}":[]""", 400, $"{Convert}Not expecting a JSON array for field '{name}'");
            }

            cases.Add("MARK_AGENT_GONE", ""","mark_agent_gone":{"agent_id":{"value":"x"}}""", 404, "Agent 'x' not found");
            cases.Add("DRAIN_AGENT", ""","drain_agent":{"agent_id":{"value":"x"}}""", 400, "Unknown agent");
            cases.Add("DEACTIVATE_AGENT", ""","deactivate_agent":{"agent_id":{"value":"x"}}""", 400, "Unknown agent");
            cases.Add("REACTIVATE_AGENT", ""","reactivate_agent":{"agent_id":{"value":"x"}}""", 400, "Agent is not deactivated");
            cases.Add(
                "DRAIN_AGENT",
                ""","drain_agent":{"agent_id":{"value":"x"},"max_grace_period":"soon"}""",
                400,
                Convert + "Not expecting a JSON string for field 'drain_agent.max_grace_period'");
            cases.Add(
                "DRAIN_AGENT",
                ""","drain_agent":{"agent_id":{"value":"x"},"mark_gone":7}""",
                400,
                Convert + "Not expecting a JSON number for field 'drain_agent.mark_gone'");
            foreach (string call in (IEnumerable<string>)["START_MAINTENANCE", "STOP_MAINTENANCE"])
            {
                string name = call.ToLowerInvariant();
                cases.Add(call, "", 400, $"{Validate}'{name}' to be present");
                cases.Add(call, $$$""","{{{name}}}":{}""", 400, "List of machines is empty");
                cases.Add(call, $$$""","{{{name}}}":{"machines":[{}]}""", 400, "Both 'hostname' and 'ip' for a machine are empty");
                cases.Add(call, $$$""","{{{name}}}":{"machines":[7]}""", 400, $"{Convert}Not expecting a JSON number for field '{name}.machines'");
                cases.Add(
                    call,
                    $$$""","{{{name}}}":{"machines":[{"hostname":"a\"b"}]}""",
                    400,
                    """Machine '{"hostname":"a\"b"}' is not part of a maintenance schedule""");
            }

            cases.Add("UPDATE_MAINTENANCE_SCHEDULE", "", 400, $"{Validate}'update_maintenance_schedule' to be present");
            cases.Add(
                "UPDATE_MAINTENANCE_SCHEDULE",
                ""","update_maintenance_schedule":{}""",
                400,
                Convert + "Missing required fields: update_maintenance_schedule.schedule");
            cases.Add(
                "UPDATE_MAINTENANCE_SCHEDULE",
                ""","update_maintenance_schedule":{"schedule":{"windows":[{}]}}""",
                400,
                Convert + "Missing required fields: update_maintenance_schedule.schedule.windows[0].unavailability");
            cases.Add(
                "UPDATE_MAINTENANCE_SCHEDULE",
                ""","update_maintenance_schedule":{"schedule":{"windows":[{"unavailability":{"start":{"nanoseconds":1}}}]}}""",
                400,
                "List of machines in the maintenance window is empty");
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task AFault_IsTold(string type, string rest, int status, string message)
    {
        await using TestMaster master = await TestMaster.StartAsync();
        byte[] body = Encoding.UTF8.GetBytes($$"""{"type":"{{type}}"{{rest}}}""");

        HttpResponseMessage response = await master.PostAsync("/api/v1", "application/json", body, "application/json");

        (await response.Content.ReadAsStringAsync()).ShouldBe(message);
        ((int)response.StatusCode).ShouldBe(status);
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; charset=utf-8");
        (await master.GetJsonAsync("/maintenance/schedule")).ToJsonString().ShouldBe("{}");
    }
}
