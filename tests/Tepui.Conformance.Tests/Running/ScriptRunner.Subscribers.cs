using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Tepui.Conformance.Tests.Language;

namespace Tepui.Conformance.Tests.Running;

/// <content>What operators hear who subscribe.</content>
internal sealed partial class ScriptRunner
{
    // A framework that comes and goes at the end, and takes no offers: all that was announced before it has been read then.
    private const string LastFramework = "nothing came before this";

    private readonly Dictionary<string, ScriptedSubscriber> _subscribers = [];

    private async Task AddSubscriberAsync(string name)
    {
        if (_subscribers.ContainsKey(name))
        {
            throw new ScriptException($"{name} is subscribed already");
        }

        _subscribers.Add(name, await ScriptedSubscriber.SubscribeAsync(Master, encoding));
    }

    [GeneratedRegex(@"\Aoperator > \{type: SUBSCRIBE\} as (?<name>\w+)\z", RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex SubscriptionStatement();

    private async Task RunSubscriberAsync(string name, ScriptedSubscriber subscriber, string text)
    {
        switch (text)
        {
            case "disconnects":
                await subscriber.DisconnectAsync();
                break;
            case "is closed":
                await subscriber.ExpectClosedAsync();
                break;
            case ['<', ' ', .. var pattern]:
                Compare(pattern, await subscriber.NextAsync());
                break;
            default:
                throw new ScriptException($"expecting '{name} < EVENT', '{name} disconnects' or '{name} is closed'");
        }
    }

    private async Task ExpectQuietSubscribersAsync()
    {
        var open = _subscribers.Where(static pair => pair.Value.IsOpen).ToList();
        if (open.Count == 0)
        {
            return;
        }

        using var last = new ScriptedScheduler(Master, encoding);
        await last.CallAsync(
            new JsonObject
            {
                ["type"] = "SUBSCRIBE",
                ["subscribe"] = new JsonObject
                {
                    ["framework_info"] = new JsonObject
                    {
                        ["user"] = "root",
                        ["name"] = LastFramework,
                        ["roles"] = new JsonArray("*"),
                        ["capabilities"] = new JsonArray(new JsonObject { ["type"] = "MULTI_ROLE" }),
                    },
                    ["suppressed_roles"] = new JsonArray("*"),
                },
            },
            null);
        foreach ((string name, ScriptedSubscriber subscriber) in open)
        {
            JsonNode next = await subscriber.NextAsync();
            if (next["framework_added"]?["framework"]?["framework_info"]?["name"]?.ToString() != LastFramework)
            {
                throw new ScriptException($"{name}: expected no further event, got {ScriptValue.Show(next)}");
            }
        }
    }
}
