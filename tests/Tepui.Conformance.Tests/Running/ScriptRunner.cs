using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Tepui.Conformance.Tests.Language;
using Tepui.Protocol.Codecs;
using Tepui.Runtime.Flags;

namespace Tepui.Conformance.Tests.Running;

/// <summary>Runs a script statement by statement; Scripts/README.md describes the language.</summary>
internal sealed partial class ScriptRunner(MessageEncoding encoding) : IAsyncDisposable
{
    private readonly Bindings _bindings = new();
    private readonly Dictionary<string, ScriptedScheduler> _schedulers = [];
    private readonly Dictionary<string, ScriptedAgent> _agents = [];
    private RunningMaster? _master;

    private RunningMaster Master => _master ?? throw new ScriptException("a script begins with 'master'");

    public static async Task RunAsync(string path, MessageEncoding encoding)
    {
        await using var runner = new ScriptRunner(encoding);
        Statement? at = null;
        try
        {
            foreach (Statement statement in ScriptFile.Read(path))
            {
                if (runner.Mine(statement) is not { } mine)
                {
                    continue;
                }

                if (mine.FirstWord is not ("=" or "header"))
                {
                    runner.ExpectAccepted();
                }

                at = mine;
                await runner.RunAsync(mine);
                runner.CheckHealth();
            }

            runner.ExpectAccepted();
            at = null;
            await runner.ExpectQuietAsync();
        }
        catch (Exception exception)
        {
            string where = at is null ? "at the end" : $"line {at.Line}: {at.Text}";
            string what = exception is ScriptException ? exception.Message : exception.ToString();
            throw new ScriptException($"{Path.GetFileName(path)} in {encoding}, {where}\n  {what.ReplaceLineEndings("\n  ")}", exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ScriptedScheduler scheduler in _schedulers.Values)
        {
            scheduler.Dispose();
        }

        foreach (ScriptedSubscriber subscriber in _subscribers.Values)
        {
            subscriber.Dispose();
        }

        foreach (ScriptedExecutor executor in _executors.Values)
        {
            executor.Dispose();
        }

        foreach (ScriptedAgent agent in _agents.Values)
        {
            await agent.DisposeAsync();
        }

        foreach (RunningAgent agent in _runningAgents.Values)
        {
            await agent.DisposeAsync();
        }

        if (_master is not null)
        {
            await _master.DisposeAsync();
        }
    }

    /// <summary>The statement without the encoding it is meant for; null when that is the other one.</summary>
    private Statement? Mine(Statement statement) => statement.FirstWord switch
    {
        "json:" => encoding == MessageEncoding.Json ? statement with { Text = statement.Text["json:".Length..].Trim() } : null,
        "protobuf:" => encoding == MessageEncoding.Protobuf ? statement with { Text = statement.Text["protobuf:".Length..].Trim() } : null,
        _ => statement,
    };

    private Task RunAsync(Statement statement) => statement.FirstWord switch
    {
        "master" => RunMasterAsync(Rest(statement)),
        "agent" => AddAgentAsync(Rest(statement)),
        "executor" or "container" => AddExecutorAsync(Rest(statement)),
        var name when _pending.ContainsKey(name) => CheckPendingAsync(name, Rest(statement)),
        "operator" when SubscriptionStatement().Match(statement.Text) is { Success: true } match => AddSubscriberAsync(match.Groups["name"].Value),
        "advance" => AdvanceAsync(Rest(statement)),
        "get" or "post" or "raw" or "operator" => RequestAsync(statement, Master.RequestAsync),
        "=" => Do(() => CheckAnswer(Rest(statement))),
        "header" => Do(() => CheckHeader(Rest(statement))),
        var name when _agents.TryGetValue(name, out ScriptedAgent? agent) => RunAgentAsync(name, agent, Rest(statement)),
        var name when _runningAgents.TryGetValue(name, out RunningAgent? agent) => RunRunningAgentAsync(name, agent, Rest(statement)),
        var name when _executors.TryGetValue(name, out ScriptedExecutor? executor) => RunExecutorAsync(name, executor, Rest(statement)),
        var name when _subscribers.TryGetValue(name, out ScriptedSubscriber? subscriber) => RunSubscriberAsync(name, subscriber, Rest(statement)),
        var name => RunSchedulerAsync(name, Rest(statement)),
    };

    private async Task RunMasterAsync(string text)
    {
        switch (text)
        {
            case "stops":
                await Master.StopAsync();
                break;
            case "restarts":
                await Master.StopAsync();
                await Master.StartAsync();
                break;
            default:
                _master = _master is null ? new RunningMaster(text) : throw new ScriptException("there is a master already");
                await _master.StartAsync();
                break;
        }
    }

    /// <summary>Moves the time, once all that was sent has been taken in.</summary>
    private async Task AdvanceAsync(string text)
    {
        if (!FlagText.TryParseDuration(text, out TimeSpan by))
        {
            throw new ScriptException($"'{text}' is no duration such as 15secs");
        }

        await SettleAsync();
        Master.Advance(by);
        await SettleAsync();
    }

    private async Task SettleAsync()
    {
        foreach (ScriptedAgent agent in _agents.Values)
        {
            await agent.SettleAsync();
        }

        foreach (RunningAgent agent in _runningAgents.Values)
        {
            await agent.SettleAsync();
        }

        await Master.SettleAsync();
    }

    private void CheckHealth()
    {
        _master?.CheckHealth();
        foreach (RunningAgent agent in _runningAgents.Values)
        {
            agent.CheckHealth();
        }
    }

    /// <summary>A script names every event and frame that comes, up to its end.</summary>
    private async Task ExpectQuietAsync()
    {
        foreach ((string name, ScriptedExecutor executor) in _executors.Where(static pair => pair.Value.IsSubscribed))
        {
            await Naming(name, executor.ExpectNothingAsync());
        }

        foreach ((string name, ScriptedScheduler scheduler) in _schedulers.Where(static pair => pair.Value.IsSubscribed))
        {
            await Naming(name, scheduler.ExpectNothingAsync());
        }

        foreach ((string name, ScriptedAgent agent) in _agents)
        {
            await Naming(name, agent.ExpectNothingAsync());
        }

        await ExpectQuietSubscribersAsync();
    }

    private static async Task Naming(string name, Task check)
    {
        try
        {
            await check;
        }
        catch (ScriptException exception)
        {
            throw new ScriptException($"{name}: {exception.Message}", exception);
        }
    }

    private void Compare(string pattern, JsonNode actual)
    {
        IReadOnlyList<string> faults = new Pattern(_bindings).Compare(ScriptValue.Parse(pattern), actual);
        if (faults.Count > 0)
        {
            throw new ScriptException($"got {ScriptValue.Show(actual)}\n{string.Join('\n', faults)}");
        }
    }

    /// <summary>A value that the script sends: names filled in, resources written out.</summary>
    private JsonObject Outgoing(string text) =>
        ResourceShorthand.Expand(_bindings.Fill(ScriptValue.Parse(text))) as JsonObject ?? throw new ScriptException("expecting an object");

    private static string Rest(Statement statement) => statement.Text[statement.FirstWord.Length..].Trim();

    private static Task Do(Action act)
    {
        act();
        return Task.CompletedTask;
    }
}
