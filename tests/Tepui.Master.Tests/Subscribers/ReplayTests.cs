using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Mesos.V1;
using Mesos.V1.Master;
using Tepui.Client.Operators;
using Tepui.Internal.V1;
using Tepui.Master.Tests.Hosting;
using Tepui.Protocol.Codecs;
using Message = Tepui.Internal.V1.AgentLinkFrame.MessageOneofCase;
using Task = System.Threading.Tasks.Task;
using TestTask = Mesos.V1.Task;
using Type = Mesos.V1.Master.Event.Types.Type;

namespace Tepui.Master.Tests.Subscribers;

/// <summary>Over real HTTP: a client that has only the stream knows what GET_STATE says (the kernel's property test goes further).</summary>
public sealed class ReplayTests
{
    private readonly Dictionary<(string Framework, string Task), TestTask> _tasks = [];
    private readonly HashSet<string> _agents = [];
    private readonly HashSet<string> _frameworks = [];

    [Theory]
    [InlineData(MessageEncoding.Json)]
    [InlineData(MessageEncoding.Protobuf)]
    public async Task AStreamReplayedUnderChurn_GivesWhatGetStateSays(MessageEncoding encoding)
    {
        await using TestMaster master = await TestMaster.StartAsync();
        using var client = new OperatorClient(new Uri($"http://127.0.0.1:{master.Host.Port}"), encoding);
        await using TestAgent stays = await TestAgent.RegisterAsync(master);
        using TestScheduler first = await TestScheduler.SubscribeAsync(master);
        RunTask early = await LaunchAsync(first, stays, "early");

        await using OperatorSubscription subscription = await client.SubscribeAsync();
        Begin(subscription.State);
        await using IAsyncEnumerator<Event> events = subscription.ReadEventsAsync().GetAsyncEnumerator();

        stays.Update(early, TaskState.TaskRunning);
        for (int i = 0; i < 20; i++)
        {
            RunTask run = await LaunchAsync(first, stays, $"t{i}");
            stays.Update(run, TaskState.TaskRunning);
            if (i % 2 == 0)
            {
                stays.Update(run, i % 4 == 0 ? TaskState.TaskFinished : TaskState.TaskFailed);
            }
        }

        await first.CallAsync("SUPPRESS", "");
        await using TestAgent leaves = await TestAgent.RegisterAsync(master);
        using (TestScheduler second = await TestScheduler.SubscribeAsync(master))
        {
            await LaunchAsync(second, leaves, "orphan");
            await second.CallAsync("TEARDOWN", "");
        }

        leaves.Send(new AgentLinkFrame { UnregisterAgent = new UnregisterAgent { AgentId = leaves.Id } });
        using TestScheduler last = await TestScheduler.SubscribeAsync(master);

        // The last framework is the last thing that happened.
        while (!_frameworks.Contains(last.FrameworkId) || _agents.Contains(leaves.Id.Value))
        {
            (await events.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20))).ShouldBeTrue();
            Apply(events.Current);
        }

        Response.Types.GetState state = (await client.CallAsync(new Call { Type = Call.Types.Type.GetState })).GetState;
        _agents.Order().ShouldBe(state.GetAgents.Agents.Select(static agent => agent.AgentInfo.Id.Value).Order());
        _frameworks.Order().ShouldBe(state.GetFrameworks.Frameworks.Select(static framework => framework.FrameworkInfo.Id.Value).Order());
        Lines(_tasks.Values).ShouldBe(Lines(AllOf(state.GetTasks)));
    }

    private static System.Threading.Tasks.Task<RunTask> LaunchAsync(TestScheduler scheduler, TestAgent agent, string id) =>
        LaunchOnOfferAsync(scheduler, agent, id).WaitAsync(TimeSpan.FromSeconds(20));

    private static async System.Threading.Tasks.Task<RunTask> LaunchOnOfferAsync(TestScheduler scheduler, TestAgent agent, string id)
    {
        string offer;
        while (true)
        {
            var offers = (await scheduler.NextAsync("OFFERS"))["offers"]!["offers"]!.AsArray();
            if (offers.FirstOrDefault(offer => offer!["agent_id"]!["value"]!.GetValue<string>() == agent.Id.Value) is { } found)
            {
                offer = found["id"]!["value"]!.GetValue<string>();
                break;
            }
        }

        var call = new StringBuilder($$"""
            "accept":{"filters":{"refuse_seconds":0},"offer_ids":[{"value":"{{offer}}"}],"operations":[{"type":"LAUNCH","launch":{"task_infos":[{
            "name":"one","task_id":{"value":"{{id}}"},"agent_id":{"value":"{{agent.Id.Value}}"},
            """);
        call.Append("\"command\":{\"value\":\"sleep 1000\"},\"labels\":{\"labels\":[{\"key\":\"k\",\"value\":\"v\"}]},");
        call.Append("\"resources\":[{\"name\":\"cpus\",\"type\":\"SCALAR\",\"scalar\":{\"value\":0.1}},");
        call.Append("{\"name\":\"mem\",\"type\":\"SCALAR\",\"scalar\":{\"value\":16}}]}]}}]}");
        await scheduler.CallAsync("ACCEPT", call.ToString());
        return (await agent.NextAsync(Message.RunTask)).RunTask;
    }

    private void Begin(Response.Types.GetState state)
    {
        _agents.UnionWith(state.GetAgents.Agents.Select(static agent => agent.AgentInfo.Id.Value));
        _frameworks.UnionWith(state.GetFrameworks.Frameworks.Select(static framework => framework.FrameworkInfo.Id.Value));
        foreach (TestTask task in AllOf(state.GetTasks))
        {
            _tasks[(task.FrameworkId.Value, task.TaskId.Value)] = task;
        }
    }

    private void Apply(Event message)
    {
        switch (message.Type)
        {
            case Type.TaskAdded:
                TestTask added = message.TaskAdded.Task;
                _tasks[(added.FrameworkId.Value, added.TaskId.Value)] = added;
                break;
            case Type.TaskUpdated:
                TestTask task = _tasks[(message.TaskUpdated.FrameworkId.Value, message.TaskUpdated.Status.TaskId.Value)];
                task.State = message.TaskUpdated.State;
                task.Statuses.Add(message.TaskUpdated.Status);
                break;
            case Type.AgentAdded:
                _agents.Add(message.AgentAdded.Agent.AgentInfo.Id.Value);
                break;
            case Type.AgentRemoved:
                _agents.Remove(message.AgentRemoved.AgentId.Value);
                break;
            case Type.FrameworkAdded:
                _frameworks.Add(message.FrameworkAdded.Framework.FrameworkInfo.Id.Value);
                break;
            case Type.FrameworkRemoved:
                _frameworks.Remove(message.FrameworkRemoved.FrameworkInfo.Id.Value);
                break;
        }
    }

    private static IEnumerable<TestTask> AllOf(Response.Types.GetTasks tasks) =>
        tasks.Tasks.Concat(tasks.UnreachableTasks).Concat(tasks.CompletedTasks);

    /// <summary>Which update the framework was sent last is told by no event.</summary>
    private static IEnumerable<string> Lines(IEnumerable<TestTask> tasks) => tasks.Select(static task =>
    {
        TestTask line = task.Clone();
        line.ClearStatusUpdateState();
        line.ClearStatusUpdateUuid();
        return line.ToString();
    }).Order();
}
