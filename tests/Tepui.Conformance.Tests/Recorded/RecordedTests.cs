using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Tepui.Conformance.Tests.Language;
using Tepui.Conformance.Tests.Running;
using Tepui.Conformance.Tests.Wire;
using Tepui.Kernel.Master;
using Tepui.Protocol.Codecs;
using Tepui.Testing;

namespace Tepui.Conformance.Tests.Recorded;

/// <summary>
/// Makes the calls of recorded runs of Mesos 1.12 again, with a real master, a real agent and real processes, and compares
/// every answer and event. One thing is told apart on purpose: resources that come free are offered at once, where Mesos
/// waits for its next round, so that offers may come earlier than in the recording, or after its end.
/// </summary>
public sealed class RecordedTests
{
    [Theory]
    [InlineData("basic", MessageEncoding.Json)]
    [InlineData("basic", MessageEncoding.Protobuf)]
    [InlineData("kill", MessageEncoding.Json)]
    [InlineData("kill", MessageEncoding.Protobuf)]
    [InlineData("fail", MessageEncoding.Json)]
    [InlineData("fail", MessageEncoding.Protobuf)]
    public async Task Run(string name, MessageEncoding encoding)
    {
        RecordedRun run = RecordedRun.Load(Repository.At("tests/Tepui.Conformance.Tests/Recorded/Runs"), name);
        await using var master = new RunningMaster("");
        await master.StartAsync();
        await using var agent = new RealAgent();
        await master.UntilAsync<AgentAdmitted>(() => agent.StartAsync(master.Port), _ => true);
        using var scheduler = new ScriptedScheduler(master, encoding);
        await new Replay(run, master, scheduler).RunAsync();
    }

    private sealed class Replay(RecordedRun run, RunningMaster master, ScriptedScheduler scheduler)
    {
        private readonly Likeness _likeness = new();
        private readonly Queue<RecordedEvent> _events = new(run.Events);
        private readonly HashSet<string> _ids = Likeness.IdsIn(run.Events);
        private readonly Queue<JsonNode> _earlyOffers = [];
        private TimeSpan _now;

        public async Task RunAsync()
        {
            string? streamId = run.Calls[1].StreamId;
            foreach (RecordedCall call in run.Calls)
            {
                // A call is made as soon as it can be: when the ids in it have been seen; the last when all else has.
                List<string> needed = [.. Likeness.TextsIn(call.Body).Where(_ids.Contains)];
                while (call == run.Calls[^1] ? _events.Count > 0 : needed.Exists(id => !_likeness.Ours.ContainsKey(id)))
                {
                    await CompareNextAsync();
                }

                JsonObject body = _likeness.Translate(call.Body)!.AsObject();
                bool ownStream = call.StreamId == streamId || call == run.Calls[0];
                HttpAnswer answer = await scheduler.CallAsync(body, ownStream ? null : call.StreamId ?? "");
                answer.Head.StatusCode.ShouldBe(call.StatusCode, $"{call.Name}: {answer.Text}");
                answer.Text.ShouldBe(_likeness.Translate(call.Answer), call.Name);
            }

            await foreach (JsonNode left in scheduler.ReadToEndAsync())
            {
                Type(left).ShouldBe("OFFERS", "after all that was recorded");
            }
        }

        private async Task CompareNextAsync()
        {
            RecordedEvent recorded = _events.Dequeue();
            if (recorded.Time - _now > TimeSpan.FromSeconds(10))
            {
                // Rounded: a heartbeat was recorded some milliseconds after it was due.
                TimeSpan until = TimeSpan.FromSeconds(Math.Floor(recorded.Time.TotalSeconds));
                await master.SettleAsync();
                master.Advance(until - _now);
                _now = until;
            }

            JsonNode actual = await NextAsync(recorded.Event);
            _likeness.Compare(recorded.Event, actual)
                .ShouldBeEmpty($"recorded {recorded.Event.ToJsonString()}\ngot {actual.ToJsonString()}");
        }

        /// <summary>The next event; offers that the recording has later wait until then.</summary>
        private async Task<JsonNode> NextAsync(JsonNode recorded)
        {
            if (Type(recorded) == "OFFERS" && _earlyOffers.TryDequeue(out JsonNode? early))
            {
                return early;
            }

            try
            {
                JsonNode actual = await scheduler.NextAsync();
                while (Type(actual) == "OFFERS" && Type(recorded) != "OFFERS")
                {
                    _earlyOffers.Enqueue(actual);
                    actual = await scheduler.NextAsync();
                }

                return actual;
            }
            catch (ScriptException exception)
            {
                throw new ScriptException($"{exception.Message}; recorded {recorded.ToJsonString()}", exception);
            }
        }

        private static string Type(JsonNode message) => message["type"]!.ToString();
    }
}
