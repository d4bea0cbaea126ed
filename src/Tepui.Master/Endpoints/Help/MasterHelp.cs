using System.Collections.Generic;
using Tepui.Protocol.AgentLink;

namespace Tepui.Master.Endpoints.Help;

/// <summary>What each of a master's endpoints does, for <c>/help</c>.</summary>
internal static class MasterHelp
{
    public static readonly IReadOnlyDictionary<string, string> Texts = new Dictionary<string, string>
    {
        ["/__processes__"] = "The parts that answer, with the events in their queues.",
        ["/allocator/offer_constraints_debug"] = "Agents that offer constraints keep from each framework's roles, and suppressed roles.",
        ["/allocator/why_not_offered"] = "Why a role waits: framework_id=VALUE, role=VALUE, and resources=VALUE for what it waits for.",
        ["/api/v1"] = "Takes the operator API's calls, in JSON or protobuf.",
        ["/api/v1/scheduler"] = "Takes the scheduler API's calls, in JSON or protobuf.",
        [AgentLinkFraming.Path] = "Takes the links of agents; it is not for people.",
        ["/create-volumes"] = "Makes persistent volumes of reserved resources: slaveId and volumes in the form.",
        ["/destroy-volumes"] = "Ends persistent volumes: slaveId and volumes in the form.",
        ["/files/browse"] = "Lists a directory: path=VALUE. A master has its log only, as /master/log.",
        ["/files/debug"] = "The paths that can be read, and the files they stand for.",
        ["/files/download"] = "A file as it is: path=VALUE.",
        ["/files/read"] = "A part of a file: path=VALUE, offset=VALUE, length=VALUE; without an offset its size.",
        ["/flags"] = "The flags that this master runs with.",
        ["/frameworks"] = "Frameworks and their tasks: framework_id=VALUE for one.",
        ["/health"] = "200 while this master answers.",
        ["/help"] = "This: /help/PROCESS and /help/PROCESS/ENDPOINT tell more, format=json tells it to programs.",
        ["/logging/toggle"] = "How much is logged; with level=VALUE and duration=VALUE more for so long.",
        ["/machine/down"] = "Takes machines that are draining down for maintenance: their ids in the body.",
        ["/machine/up"] = "Brings machines back from maintenance: their ids in the body.",
        ["/maintenance/schedule"] = "The maintenance schedule; a POST replaces it.",
        ["/maintenance/status"] = "Machines in maintenance, and what frameworks answered to inverse offers.",
        ["/metrics"] = "All metrics for Prometheus, or as OpenMetrics when that is accepted.",
        ["/metrics/snapshot"] = "All metrics as flat JSON: timeout=VALUE.",
        ["/quota"] = "Quotas by role; a POST sets one, a DELETE of /quota/ROLE removes it.",
        ["/redirect"] = "Redirects to the leading master.",
        ["/registrar(1)/registry"] = "What this master keeps in its registry.",
        ["/reserve"] = "Reserves resources: slaveId and resources in the form.",
        ["/roles"] = "Roles with their weights, quotas, frameworks and resources.",
        ["/slaves"] = "Agents and what they have: slave_id=VALUE for one.",
        ["/state"] = "Agents, frameworks and tasks, all that is known.",
        ["/state-summary"] = "Agents and frameworks with counts of tasks.",
        ["/system/stats"] = "The machine's load and memory.",
        ["/tasks"] = "Tasks, the newest first: limit, offset, order, framework_id and task_id.",
        ["/teardown"] = "Ends a framework: frameworkId in the form.",
        ["/unreserve"] = "Ends dynamic reservations: slaveId and resources in the form.",
        ["/version"] = "The version of this program.",
        ["/weights"] = "Weights of roles; a PUT changes them.",
    };
}
