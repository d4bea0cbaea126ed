using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Tepui.Http.Hosting;
using Tepui.Internal.V1;
using Tepui.Master.Hosting;
using Tepui.Master.Options;
using Tepui.Master.Registrars;
using Tepui.Testing;
using Message = Tepui.Internal.V1.AgentLinkFrame.MessageOneofCase;

namespace Tepui.Master.Tests.Hosting;

public sealed class MasterHostTests
{
    [Fact]
    public async Task ATask_GoesFromOfferToRunning_OverRealSockets()
    {
        await using TestMaster master = await TestMaster.StartAsync();
        using TestScheduler scheduler = await TestScheduler.SubscribeAsync(master);
        await using TestAgent agent = await TestAgent.RegisterAsync(master);

        RunTask run = await TestCluster.LaunchAsync(scheduler, agent);
        agent.Update(run, Mesos.V1.TaskState.TaskRunning);
        JsonNode update = await scheduler.NextAsync("UPDATE");
        JsonNode status = update["update"]!["status"]!;
        status["state"]!.GetValue<string>().ShouldBe("TASK_RUNNING");

        await scheduler.CallAsync("ACKNOWLEDGE", $$"""
            "acknowledge":{"agent_id":{"value":"{{agent.Id.Value}}"},"task_id":{"value":"task:1"},"uuid":"{{status["uuid"]}}"}
            """);
        (await agent.NextAsync(Message.AcknowledgeStatus)).AcknowledgeStatus.TaskId.Value.ShouldBe("task:1");
    }

    [Fact]
    public async Task ASchedulerThatLeaves_IsDisconnected_AndComesBackUnderItsId()
    {
        await using TestMaster master = await TestMaster.StartAsync();
        string id;
        using (TestScheduler scheduler = await TestScheduler.SubscribeAsync(master))
        {
            id = scheduler.FrameworkId;
        }

        JsonNode state = await master.GetJsonAsync("/state");

        id.ShouldStartWith(master.Host.Id);
        state["id"]!.GetValue<string>().ShouldBe(master.Host.Id);
    }

    [Fact]
    public async Task AgentsThatStayAwayBeyondTheLimit_EndTheMaster_AndStayInTheRegistry()
    {
        string directory = Directory.CreateTempSubdirectory("tepui-").FullName;
        var options = new MasterOptions { WorkDir = directory, RecoveryAgentRemovalLimit = "50%" };
        await using (TestMaster first = await TestMaster.StartAsync(options))
        {
            await using TestAgent agent = await TestAgent.RegisterAsync(first);
        }

        var time = new VirtualTime();
        var ended = new TaskCompletionSource<string>();
        options.Port = 0;
        await using (MasterHost master = await MasterHost.StartAsync(
            options, new MasterSettings { Logger = NullLogger.Instance, Time = time, OnEnd = ended.SetResult }))
        {
            using var http = new HttpClient();
            await http.GetStringAsync($"http://127.0.0.1:{master.Port}/state");
            time.Advance(TimeSpan.FromMinutes(10));
            (await ended.Task.WaitAsync(TimeSpan.FromSeconds(20)))
                .ShouldStartWith("1 of the 1 agents in the registry did not come back within 10mins, which is more than the 50%");
        }

        (await new FileRegistryStore(directory).LoadAsync()).Admitted.ShouldHaveSingleItem();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task AnAgentThatLeaves_TakesItsOffersWithIt()
    {
        await using TestMaster master = await TestMaster.StartAsync();
        using TestScheduler scheduler = await TestScheduler.SubscribeAsync(master);
        TestAgent agent = await TestAgent.RegisterAsync(master);
        await scheduler.NextAsync("OFFERS");

        await agent.DisposeAsync();

        // An offer on an agent that is away is taken back.
        await scheduler.NextAsync("RESCIND");
    }

    [Fact]
    public async Task AnAgentThatClosesItsChannel_TakesItsOffersWithIt_AndTheOthersOnTheLinkStay()
    {
        await using TestMaster master = await TestMaster.StartAsync();
        using TestScheduler scheduler = await TestScheduler.SubscribeAsync(master);
        await using TestAgent agent = await TestAgent.RegisterAsync(master);
        await scheduler.NextAsync("OFFERS");
        Mesos.V1.AgentID second = await agent.RegisterOnAsync(8);
        JsonNode offers = await scheduler.NextAsync("OFFERS");

        agent.Send(new AgentLinkFrame { ChannelClosed = new ChannelClosed() }, channel: 8);
        JsonNode rescind = await scheduler.NextAsync("RESCIND");
        JsonNode slaves = await master.GetJsonAsync("/slaves");

        rescind["rescind"]!["offer_id"]!["value"]!.GetValue<string>()
            .ShouldBe(offers["offers"]!["offers"]![0]!["id"]!["value"]!.GetValue<string>());
        slaves["slaves"]!.AsArray().ToDictionary(slave => slave!["id"]!.GetValue<string>(), slave => slave!["active"]!.GetValue<bool>())
            .ShouldBe(new Dictionary<string, bool> { [agent.Id.Value] = true, [second.Value] = false }, ignoreOrder: true);
    }

    [Fact]
    public async Task AnAgentWhoseChannelIsReplaced_IsToldThatTheOldOneIsClosed()
    {
        await using TestMaster master = await TestMaster.StartAsync();
        await using TestAgent agent = await TestAgent.RegisterAsync(master);
        Mesos.V1.AgentID second = await agent.RegisterOnAsync(8);

        agent.ReregisterOn(9, second);

        (await agent.NextAsync(Message.ChannelClosed)).Channel.ShouldBe(8u);
        (await agent.NextAsync(Message.AgentReregistered)).Channel.ShouldBe(9u);
        agent.Ended.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task TwoMasters_OnOnePort_TheSecondNamesTheFlag()
    {
        await using TestMaster master = await TestMaster.StartAsync();
        var options = new MasterOptions { Registry = RegistryKinds.InMemory, Port = master.Host.Port };

        ListenException exception = await Should.ThrowAsync<ListenException>(() => Tepui.Master.Hosting.MasterHost.StartAsync(options));

        exception.Message.ShouldEndWith("choose another port with --port");
    }

    [Fact]
    public async Task ARestartedMaster_HasANewId_AndKnowsItsAgents()
    {
        string directory = Directory.CreateTempSubdirectory("tepui-").FullName;
        try
        {
            var options = new MasterOptions { WorkDir = directory };
            string first;
            string agentId;
            await using (TestMaster master = await TestMaster.StartAsync(options))
            {
                first = master.Host.Id;
                await using TestAgent agent = await TestAgent.RegisterAsync(master);
                agentId = agent.Id.Value;
            }

            await using TestMaster again = await TestMaster.StartAsync(options);
            JsonNode slaves = await again.GetJsonAsync("/slaves");

            again.Host.Id.ShouldNotBe(first);
            slaves["recovered_slaves"]!.AsArray().ShouldHaveSingleItem()!["id"]!.GetValue<string>().ShouldBe(agentId);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task ACorruptRegistry_IsOneLine_AndTheMasterDoesNotStart()
    {
        string directory = Directory.CreateTempSubdirectory("tepui-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(directory, "registry"), "rubbish");

            RegistryException exception = await Should.ThrowAsync<RegistryException>(
                () => TestMaster.StartAsync(new MasterOptions { WorkDir = directory }));

            exception.Message.ShouldStartWith(Path.Combine(directory, "registry"));
            exception.Message.ShouldNotContain('\n');
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
