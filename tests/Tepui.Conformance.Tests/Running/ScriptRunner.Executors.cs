using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Tepui.Conformance.Tests.Language;
using Tepui.Kernel.Master;
using Tepui.Protocol.Codecs;
using Tepui.Runtime.Flags;

namespace Tepui.Conformance.Tests.Running;

/// <content>Real agents, and the executors that a script plays in their containers.</content>
internal sealed partial class ScriptRunner
{
    private readonly Dictionary<string, RunningAgent> _runningAgents = [];
    private readonly Dictionary<string, ScriptedExecutor> _executors = [];

    private async Task StartAgentAsync(Match match)
    {
        string name = match.Groups["name"].Value;
        var agent = new RunningAgent(Master.Port, match.Groups["resources"].Value, match.Groups["flags"].Value);
        _runningAgents.Add(name, agent);
        string id = "";
        await Master.UntilAsync<AgentAdmitted>(agent.StartAsync, admitted => (id = admitted.Agent.Value).Length > 0);
        _bindings.Set(name, JsonValue.Create(id));
        _bindings.Set(name + "_port", JsonValue.Create(agent.Port.ToString(CultureInfo.InvariantCulture)));
        _bindings.Set(name + "_work_dir", JsonValue.Create(agent.WorkDirectory));
    }

    private async Task RunRunningAgentAsync(string name, RunningAgent agent, string text)
    {
        string[] parts = text.Split([' ', '\n'], 2);
        switch (parts[0])
        {
            case "begins" when text == "begins recovery":
                await agent.BeginRecoveryAsync();
                break;
            case "has" when text == "has recovered":
                await agent.EndRecoveryAsync();
                break;
            case "stops":
                await agent.StopAsync();
                break;
            case "restarts":
                await agent.StopAsync();
                await agent.StartAsync();
                break;
            case "advances" when parts.Length == 2 && FlagText.TryParseDuration(parts[1], out TimeSpan by):
                await agent.AdvanceAsync(by);
                break;
            case "get" or "post" or "raw" when parts.Length == 2:
                await RequestAsync(new Statement(0, text), agent.RequestAsync);
                break;
            case "operator" when parts.Length == 2:
                await CallAgentAsync(agent, parts[1]);
                break;
            default:
                throw new ScriptException(
                    $"expecting '{name} stops', '{name} restarts', '{name} begins recovery', '{name} has recovered', '{name} advances DURATION', "
                    + $"'{name} get PATH', '{name} post PATH BODY', '{name} raw METHOD PATH' or '{name} operator > CALL'");
        }
    }

    private async Task AddExecutorAsync(string text)
    {
        string[] parts = text.Split(' ');
        string? command = parts is [_, _, _, "running", var wanted] ? wanted : null;
        if (parts is not ([_, "on", _] or [_, "on", _, "running", _]) || !_runningAgents.TryGetValue(parts[2], out RunningAgent? agent))
        {
            throw new ScriptException("expecting 'executor NAME on AGENT' or 'container NAME on AGENT running COMMAND', with an agent that 'runs'");
        }

        string name = parts[0];
        PlayedContainer container;
        try
        {
            container = await agent.Containers.NextAsync(command);
        }
        catch (TimeoutException exception)
        {
            throw new ScriptException("the agent has started no executor", exception);
        }

        // The agent has heard that it runs.
        await agent.SettleAsync();
        _executors[name] = new ScriptedExecutor(agent, container, encoding);
        _bindings.Set(name, JsonValue.Create(container.Launch.ContainerId));
        _bindings.Set(name + "_directory", JsonValue.Create(container.Launch.WorkingDirectory));
    }

    private async Task RunExecutorAsync(string name, ScriptedExecutor executor, string text)
    {
        string[] parts = text.Split([' ', '\n'], 2);
        switch (text)
        {
            case "accepts json":
                executor.Accepts = MessageEncoding.Json;
                return;
            case "accepts protobuf":
                executor.Accepts = MessageEncoding.Protobuf;
                return;
            case "disconnects":
                await executor.DisconnectAsync();
                return;
            case "is closed":
                await executor.ExpectClosedAsync();
                return;
            case "is destroyed":
                await executor.ExpectDestroyedAsync();
                return;
            case "is removed":
                executor.ExpectRemoved();
                return;
            case "< nothing":
                await executor.ExpectNothingAsync();
                return;
        }

        switch (parts)
        {
            case [">", var call]:
                _answer = await executor.CallAsync(Outgoing(call));
                _decodeAnswer = null;
                return;
            case ["<", var received]:
                Compare(received, await executor.NextAsync());
                return;
            case ["environment", var expected]:
                CompareEnvironment(expected, executor.Environment);
                return;
            case ["command", var expected]:
                Compare(expected, executor.Command);
                return;
            case ["gets", var signal] when int.TryParse(signal, CultureInfo.InvariantCulture, out int sent):
                await executor.ExpectSignalAsync(sent);
                return;
            case ["exits", var code] when int.TryParse(code, CultureInfo.InvariantCulture, out int status):
                executor.End(status << 8);
                return;
            case ["dies", var signal] when int.TryParse(signal, CultureInfo.InvariantCulture, out int number):
                executor.End(number);
                return;
            case ["answers", var code] when int.TryParse(code, CultureInfo.InvariantCulture, out int answer):
                executor.Answer(answer << 8);
                return;
            default:
                throw new ScriptException(
                    $"expecting '{name} > CALL', '{name} < EVENT', '{name} < nothing', '{name} environment VARIABLES', "
                    + $"'{name} command COMMAND', '{name} exits CODE', '{name} dies SIGNAL', '{name} gets SIGNAL', '{name} answers CODE', "
                    + $"'{name} is destroyed', '{name} is removed', "
                    + $"'{name} disconnects' or '{name} is closed'");
        }
    }

    /// <summary>Every variable is named, and no other.</summary>
    private void CompareEnvironment(string expected, JsonObject environment)
    {
        Compare(expected, environment);
        IEnumerable<string> named = ((JsonObject)ScriptValue.Parse(expected)!).Select(static member => member.Key);
        string[] others = [.. environment.Select(static member => member.Key).Except(named)];
        if (others.Length > 0)
        {
            throw new ScriptException($"the environment also has {string.Join(", ", others)}");
        }
    }

    [GeneratedRegex(
        @"\A(?<name>\w+)\s+runs\s+(?<resources>[^\s{]+)(\s+(?<flags>--.*))?\z",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        5000)]
    private static partial Regex RunningAgentStatement();
}
