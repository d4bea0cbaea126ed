using System.Collections.Generic;

namespace Tepui.Agent.Endpoints;

/// <summary>What each of an agent's endpoints does, for <c>/help</c>.</summary>
internal static class AgentHelp
{
    public static readonly IReadOnlyDictionary<string, string> Texts = new Dictionary<string, string>
    {
        ["/__processes__"] = "The parts that answer, with the events in their queues.",
        ["/api/v1"] = "Takes the operator API's calls, in JSON or protobuf.",
        ["/api/v1/executor"] = "Takes the executor API's calls, in JSON or protobuf.",
        ["/containerizer/debug"] = "What is being done to containers and is not done yet.",
        ["/containers"] = "Containers of executors and tasks with what they use: container_id=VALUE, or framework_id=VALUE and executor_id=VALUE.",
        ["/files/browse"] = "Lists a directory of a sandbox: path=VALUE.",
        ["/files/debug"] = "The paths that can be read, and the folders they stand for.",
        ["/files/download"] = "A file as it is: path=VALUE.",
        ["/files/read"] = "A part of a file: path=VALUE, offset=VALUE, length=VALUE; without an offset its size.",
        ["/flags"] = "The flags that this agent runs with.",
        ["/health"] = "200 while this agent answers.",
        ["/help"] = "This: /help/PROCESS and /help/PROCESS/ENDPOINT tell more, format=json tells it to programs.",
        ["/logging/toggle"] = "How much is logged; with level=VALUE and duration=VALUE more for so long.",
        ["/metrics"] = "All metrics for Prometheus, or as OpenMetrics when that is accepted.",
        ["/metrics/snapshot"] = "All metrics as flat JSON: timeout=VALUE.",
        ["/monitor/statistics"] = "What executors and tasks use.",
        ["/state"] = "This agent, its frameworks, executors and tasks.",
        ["/system/stats"] = "The machine's load and memory.",
        ["/version"] = "The version of this program.",
    };
}
