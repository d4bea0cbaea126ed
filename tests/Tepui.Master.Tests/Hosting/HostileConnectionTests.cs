using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Internal.V1;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Master.Tests.Hosting;

/// <summary>Clients that hold on to connections, do not read or do not finish what they say: the rest of the cluster goes on.</summary>
public sealed class HostileConnectionTests
{
    // Both ends of each are in this process, which the system lets have 20,000 files open.
    private const int IdleConnections = 9_000;

    [Fact]
    public async Task IdleConnections_ByTheThousands_LeaveEveryoneElseAlone()
    {
        await using TestMaster master = await TestMaster.StartAsync();
        using TestScheduler scheduler = await TestScheduler.SubscribeAsync(master);
        await using TestAgent agent = await TestAgent.RegisterAsync(master);
        IReadOnlyList<RawConnection> idle = await RawConnection.OpenManyAsync(master, IdleConnections);
        try
        {
            await RunATaskAsync(master, scheduler, agent);

            // They were let in, and each is answered when it does say something.
            await idle[0].SendAsync("GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
            (await idle[0].ReadToAsync("\r\n\r\n")).ShouldStartWith("HTTP/1.1 200");
            await idle[^1].SendAsync("GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
            (await idle[^1].ReadToAsync("\r\n\r\n")).ShouldStartWith("HTTP/1.1 200");
        }
        finally
        {
            foreach (RawConnection connection in idle)
            {
                connection.Dispose();
            }
        }

        await RunATaskAsync(master, scheduler, agent);
    }

    [Fact]
    public async Task ASchedulerThatReadsByteByByte_IsCutOffWhenTooMuchWaits_AndOthersDoNotNotice()
    {
        await using TestMaster master = await TestMaster.StartAsync();
        using TestScheduler scheduler = await TestScheduler.SubscribeAsync(master);
        await using TestAgent agent = await TestAgent.RegisterAsync(master);
        using RawConnection slow = await RawConnection.OpenAsync(master, receiveBuffer: 4096);
        await slow.PostAsync("/api/v1/scheduler", """
            {"type":"SUBSCRIBE","subscribe":{"suppressed_roles":["*"],"framework_info":
              {"user":"root","name":"slow","failover_timeout":3600,"roles":["*"],"capabilities":[{"type":"MULTI_ROLE"}]}}}
            """);
        await slow.ReadToAsync("HEARTBEAT");
        string id = await FrameworkIdAsync(master, "slow");

        // 8 MiB each, more than it may leave unread: within a few of them a byte at a time is not enough.
        var message = new AgentLinkFrame
        {
            ExecutorMessage = new ExecutorMessage
            {
                FrameworkId = new FrameworkID { Value = id },
                ExecutorId = new ExecutorID { Value = "e" },
                Data = ByteString.CopyFrom(new byte[8 * 1024 * 1024]),
            },
        };
        for (int sent = 0; sent < 10; sent++)
        {
            agent.Send(message);
            await slow.ReadAsync(1);
            await RunATaskAsync(master, scheduler, agent);
        }

        long rest = await slow.DrainAsync();
        rest.ShouldBeLessThan(8L * 1024 * 1024 * 10, "the connection was cut off before all was sent");
        JsonNode framework = await FrameworkAsync(master, "slow");
        framework["connected"]!.GetValue<bool>().ShouldBeFalse();
        master.Log.Where(static line => line.Contains("cut off", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldContain("slow");
        await RunATaskAsync(master, scheduler, agent);
    }

    [Theory]
    [InlineData("POST /api/v1/sched")]
    [InlineData("POST /api/v1/scheduler HTTP/1.1\r\nHost: x\r\nContent-Le")]
    [InlineData("POST /api/v1/scheduler HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"type\":")]
    [InlineData("POST /api/v1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"ty")]
    [InlineData("GET /tepui/agent-link HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n")]
    public async Task HalfARequest_ManyTimes_HoldsUpNobodyElse(string half)
    {
        await using TestMaster master = await TestMaster.StartAsync();
        using TestScheduler scheduler = await TestScheduler.SubscribeAsync(master);
        await using TestAgent agent = await TestAgent.RegisterAsync(master);
        IReadOnlyList<RawConnection> clients = await RawConnection.OpenManyAsync(master, 200);
        foreach (RawConnection client in clients)
        {
            await client.SendAsync(half);
        }

        await RunATaskAsync(master, scheduler, agent);
        foreach (RawConnection client in clients)
        {
            client.Dispose();
        }

        await RunATaskAsync(master, scheduler, agent);
    }

    [Theory]
    [InlineData("\r\n\r\n\r\n\r\nGARBAGE\r\n\r\n", "HTTP/1.1 400")]
    [InlineData("POST /api/v1/scheduler HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", "HTTP/1.1 400")]
    [InlineData("POST /api/v1 HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\nContent-Type: application/json\r\n\r\n", "HTTP/1.1 413")]
    [InlineData("GET /health HTTP/9.9\r\nHost: x\r\n\r\n", "HTTP/1.1 505")]
    public async Task BytesThatAreNoRequest_AreRefused(string bytes, string answer)
    {
        await using TestMaster master = await TestMaster.StartAsync();
        using RawConnection client = await RawConnection.OpenAsync(master);

        await client.SendAsync(bytes);

        (await client.ReadToAsync("\r\n")).ShouldStartWith(answer);
        (await master.GetAsync("/health")).IsSuccessStatusCode.ShouldBeTrue();
    }

    /// <summary>From offer to acknowledgement, and a read.</summary>
    private static async Task RunATaskAsync(TestMaster master, TestScheduler scheduler, TestAgent agent)
    {
        RunTask run = await TestCluster.LaunchAsync(scheduler, agent);
        agent.Update(run, TaskState.TaskFinished);
        JsonNode status = (await scheduler.NextAsync("UPDATE"))["update"]!["status"]!;
        await scheduler.CallAsync("ACKNOWLEDGE", $$"""
            "acknowledge":{"agent_id":{"value":"{{agent.Id.Value}}"},"task_id":{"value":"task:1"},"uuid":"{{status["uuid"]}}"}
            """);
        await agent.NextAsync(AgentLinkFrame.MessageOneofCase.AcknowledgeStatus);
        (await master.GetAsync("/health")).IsSuccessStatusCode.ShouldBeTrue();
    }

    private static async Task<string> FrameworkIdAsync(TestMaster master, string name) =>
        (await FrameworkAsync(master, name))["id"]!.GetValue<string>();

    private static async Task<JsonNode> FrameworkAsync(TestMaster master, string name) =>
        (await master.GetJsonAsync("/frameworks"))["frameworks"]!.AsArray()
            .Single(framework => framework!["name"]!.GetValue<string>() == name)!;
}
