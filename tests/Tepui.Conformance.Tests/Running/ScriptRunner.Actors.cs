using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Tepui.Conformance.Tests.Language;
using Tepui.Protocol.Codecs;

namespace Tepui.Conformance.Tests.Running;

/// <content>What schedulers and agents say and hear.</content>
internal sealed partial class ScriptRunner
{
    private async Task RunSchedulerAsync(string name, string text)
    {
        if (!_schedulers.TryGetValue(name, out ScriptedScheduler? scheduler))
        {
            scheduler = new ScriptedScheduler(Master, encoding);
            _schedulers.Add(name, scheduler);
        }

        switch (text)
        {
            case "accepts json":
                scheduler.Accepts = MessageEncoding.Json;
                return;
            case "accepts protobuf":
                scheduler.Accepts = MessageEncoding.Protobuf;
                return;
            case "disconnects":
                await scheduler.DisconnectAsync();
                return;
            case "is closed":
                await scheduler.ExpectClosedAsync();
                return;
            case "< nothing":
                await scheduler.ExpectNothingAsync();
                return;
        }

        Match match = SchedulerStatement().Match(text);
        if (!match.Success)
        {
            throw new ScriptException(
                $"expecting '{name} > CALL', '{name} < EVENT', '{name} < nothing', '{name} disconnects' or '{name} is closed'");
        }

        string value = match.Groups["value"].Value;
        if (match.Groups["direction"].Value == "<")
        {
            Compare(value, await scheduler.NextAsync());
            return;
        }

        string? streamId = match.Groups["without"].Success ? ""
            : match.Groups["id"].Success ? _bindings.FillText(match.Groups["id"].Value)
            : null;
        _answer = await scheduler.CallAsync(Outgoing(value), streamId);
        _decodeAnswer = null;
    }

    private async Task AddAgentAsync(string text)
    {
        if (RunningAgentStatement().Match(text) is { Success: true } runs)
        {
            await StartAgentAsync(runs);
            return;
        }

        Match match = AgentStatement().Match(text);
        if (!match.Success)
        {
            throw new ScriptException("expecting 'agent NAME RESOURCES [AGENT_INFO]', 'agent NAME connects' or 'agent NAME runs RESOURCES [FLAGS]'");
        }

        string name = match.Groups["name"].Value;
        string resources = match.Groups["resources"].Value;
        bool silent = resources == "connects";
        var info = new JsonObject
        {
            ["hostname"] = name,
            ["port"] = 5051 + _agents.Count,
            ["resources"] = silent ? new JsonArray() : ResourceShorthand.Read(resources),
        };
        if (match.Groups["more"].Success)
        {
            foreach ((string member, JsonNode? value) in Outgoing(match.Groups["more"].Value))
            {
                info[member] = value?.DeepClone();
            }
        }

        var agent = new ScriptedAgent(Master, info);
        _agents.Add(name, agent);
        await agent.ConnectAsync();
        if (!silent)
        {
            await agent.RegisterAsync();
            _bindings.Set(name, JsonValue.Create(agent.Id!));
        }
    }

    private async Task RunAgentAsync(string name, ScriptedAgent agent, string text)
    {
        switch (text)
        {
            case "connects":
                await agent.ConnectAsync();
                return;
            case "disconnects":
                await agent.DisconnectAsync();
                return;
            case "is closed":
                await agent.ExpectClosedAsync();
                return;
            case "< nothing":
                await agent.ExpectNothingAsync();
                return;
            case "reregisters":
                await agent.ReregisterAsync([]);
                return;
        }

        string[] parts = text.Split([' ', '\n'], 2);
        switch (parts[0])
        {
            case "<" when parts.Length == 2:
                Compare(parts[1], await agent.NextAsync());
                break;
            case ">" when parts.Length == 2:
                agent.Send(Outgoing(parts[1]));
                await agent.SettleAsync();
                break;
            case "applies" when parts.Length == 2:
                Compare(parts[1], await agent.ApplyAsync());
                break;
            case "reports" when parts.Length == 2:
                agent.Report(Outgoing(parts[1]));
                await agent.SettleAsync();
                break;
            case "reregisters" when parts.Length == 2:
                await agent.ReregisterAsync(Outgoing(parts[1]));
                break;
            default:
                throw new ScriptException(
                    $"expecting '{name} > FRAME', '{name} < FRAME', '{name} < nothing', '{name} reports STATUS', "
                    + $"'{name} applies OPERATION', '{name} reregisters [WITH]', '{name} connects', '{name} disconnects' or '{name} is closed'");
        }
    }

    [GeneratedRegex(
        @"\A(((?<without>without stream id)|with stream id (?<id>\S+))\s+)?(?<direction>[<>])\s+(?<value>\{.*)\z",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        5000)]
    private static partial Regex SchedulerStatement();

    [GeneratedRegex(
        @"\A(?<name>\w+)\s+(?<resources>[^\s{]+)(\s+(?<more>\{.*))?\z",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        5000)]
    private static partial Regex AgentStatement();
}
