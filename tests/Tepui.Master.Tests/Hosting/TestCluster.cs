using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Tepui.Internal.V1;
using Message = Tepui.Internal.V1.AgentLinkFrame.MessageOneofCase;

namespace Tepui.Master.Tests.Hosting;

/// <summary>Steps that several tests take.</summary>
internal static class TestCluster
{
    /// <summary>Launches "task:1" on the agent's offer.</summary>
    public static async Task<RunTask> LaunchAsync(TestScheduler scheduler, TestAgent agent)
    {
        JsonNode offers = await scheduler.NextAsync("OFFERS");
        string offer = offers["offers"]!["offers"]![0]!["id"]!["value"]!.GetValue<string>();
        await scheduler.CallAsync("ACCEPT", $$$"""
            "accept":{"offer_ids":[{"value":"{{{offer}}}"}],"operations":[{"type":"LAUNCH","launch":{"task_infos":[{
              "name":"one","task_id":{"value":"task:1"},"agent_id":{"value":"{{{agent.Id.Value}}}"},
              "command":{"value":"sleep 1000"},
              "resources":[{"name":"cpus","type":"SCALAR","scalar":{"value":1}},{"name":"mem","type":"SCALAR","scalar":{"value":128}}]}]}}]}
            """);
        return (await agent.NextAsync(Message.RunTask)).RunTask;
    }
}
