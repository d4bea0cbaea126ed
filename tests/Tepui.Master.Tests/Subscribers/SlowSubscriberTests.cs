using System;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Internal.V1;
using Tepui.Master.Tests.Hosting;

namespace Tepui.Master.Tests.Subscribers;

public sealed class SlowSubscriberTests
{
    [Fact]
    public async System.Threading.Tasks.Task SubscribersThatStopReading_AreCutOff_WhileOthersAndMemoryDoNotNotice()
    {
        await using TestMaster master = await TestMaster.StartAsync();
        using TestScheduler scheduler = await TestScheduler.SubscribeAsync(master);
        await using TestAgent agent = await TestAgent.RegisterAsync(master);
        RunTask run = await TestCluster.LaunchAsync(scheduler, agent);
        var stalled = new List<TcpClient>();
        for (int i = 0; i < 50; i++)
        {
            stalled.Add(await StallAsync(master));
        }

        long before = GC.GetTotalMemory(forceFullCollection: true);
        string padding = new('x', 100_000);
        long began = TimeProvider.System.GetTimestamp();
        long most = 0;
        for (int i = 0; await SubscribersAsync(master) > 0 && TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(60); i++)
        {
            for (int n = 0; n < 20; n++)
            {
                // Nobody acknowledges: it is the operators that hear of each change.
                agent.Send(Update(run, agent, n % 2 == 0 ? TaskState.TaskRunning : TaskState.TaskStarting, padding));
            }

            if (i % 10 == 9)
            {
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
            }
        }

        (await SubscribersAsync(master)).ShouldBe(0);

        // Fifty times the limit of one would be 1.6 GB: what waits is the same bytes for all. Other tests of this process count too.
        most.ShouldBeLessThan(800_000_000);
        master.Log.ShouldContain(static line => line.Contains("is cut off: it was read too slowly", StringComparison.Ordinal));
        foreach (TcpClient client in stalled)
        {
            client.Dispose();
        }
    }

    private static AgentLinkFrame Update(RunTask run, TestAgent agent, TaskState state, string padding) => new()
    {
        UpdateStatus = new UpdateStatus
        {
            FrameworkId = run.Framework.Id,
            Status = new Mesos.V1.TaskStatus
            {
                TaskId = run.Task.TaskId,
                State = state,
                AgentId = agent.Id,
                Message = padding,
                Timestamp = 1,
                Uuid = Google.Protobuf.ByteString.CopyFrom(Guid.NewGuid().ToByteArray()),
            },
        },
    };

    private static async Task<TcpClient> StallAsync(TestMaster master)
    {
        var client = new TcpClient("127.0.0.1", master.Host.Port) { ReceiveBufferSize = 4096 };
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync("POST /api/v1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{\"type\":\"SUBSCRIBE\"}"u8.ToArray());
        await stream.ReadExactlyAsync(new byte[20]);
        return client;
    }

    private static async Task<double> SubscribersAsync(TestMaster master) =>
        (await master.GetJsonAsync("/metrics/snapshot"))["master/operator_event_stream_subscribers"]!.GetValue<double>();
}
