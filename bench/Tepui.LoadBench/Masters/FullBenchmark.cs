using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Tepui.LoadBench.Clusters;
using Tepui.LoadBench.Emulation;
using Tepui.Protocol.Codecs;
using Task = System.Threading.Tasks.Task;
using Type = Mesos.V1.Scheduler.Event.Types.Type;

namespace Tepui.LoadBench.Masters;

/// <summary>
/// One more task on a full cluster (figure 10 of the Mesos paper, NSDI 2011): a new framework subscribes, is offered the one
/// agent with room, launches a task on it and hears that it finished.
/// </summary>
internal static class FullBenchmark
{
    private const double NeverAgain = 1e8;

    public static readonly MasterOptions Shape = new() { Agents = 50_000, Frameworks = 200, Rounds = 20 };

    public static async Task RunAsync(MasterOptions options)
    {
        var figures = new Figures($"full: {options.Agents} agents, all but one full, x {options.Frameworks} frameworks");
        var known = Enumerable.Range(0, options.Frameworks).Select(number => Shapes.Framework(number, known: true)).ToArray();
        using var master = await MasterProcess.StartAsync(options.Program, options.WorkDirectory);
        await using var agents = await EmulatedAgents.ConnectAsync(
            master.Url, options.Agents, options.Links, static number => Shapes.Agent(number, known: true));
        await agents.AdmitAsync((agent, number) =>
        {
            var owner = known[number % known.Length];
            agent.Reregister([owner], number == 0 ? [] : Shapes.Filling(agent.Info, owner));
        });
        var others = new List<EmulatedScheduler>();
        foreach (var framework in known)
            others.Add(await EmulatedScheduler.SubscribeAsync(master.Url, framework, MessageEncoding.Json, DeclineForEver));
        await Task.Delay(2000);

        var readings = new List<double>();
        for (var round = 0; round < options.Rounds + 3; round++)
        {
            var milliseconds = await OneMoreAsync(master.Url, options.Frameworks + round);
            if (round >= 3)
                readings.Add(milliseconds);
        }

        figures.Add("subscribe to TASK_FINISHED, p50", "ms", Percentiles.At(readings, 0.5), "the Mesos paper: below 1000 beside the task's own time");
        figures.Add("subscribe to TASK_FINISHED, at most", "ms", Percentiles.At(readings, 1));
        figures.Add("resident", "MB", master.ResidentMegabytes);
        figures.Print(options.JsonFile);
        foreach (var other in others)
            await other.DisposeAsync();
    }

    private static async ValueTask DeclineForEver(EmulatedScheduler scheduler, Event received)
    {
        if (received.Type == Type.Offers)
        {
            await scheduler.Subscription.DeclineAsync(
                received.Offers.Offers_.Select(static offer => offer.Id), new Filters { RefuseSeconds = NeverAgain });
        }
    }

    private static async Task<double> OneMoreAsync(Uri master, int number)
    {
        var finished = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = Stopwatch.GetTimestamp();
        await using var scheduler = await EmulatedScheduler.SubscribeAsync(
            master, Shapes.Framework(number, known: false), MessageEncoding.Json, (own, received) => Take(own, received, finished));
        await finished.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var milliseconds = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        await scheduler.Subscription.TeardownAsync();
        return milliseconds;
    }

    private static ValueTask Take(EmulatedScheduler scheduler, Event received, TaskCompletionSource finished)
    {
        if (received.Type == Type.Offers)
        {
            var offer = received.Offers.Offers_[0];
            var operation = new Offer.Types.Operation
            {
                Type = Offer.Types.Operation.Types.Type.Launch,
                Launch = new Offer.Types.Operation.Types.Launch { TaskInfos = { FlowTasks.New(offer, 0) } },
            };
            _ = scheduler.Subscription.AcceptAsync([offer.Id], [operation], new Filters { RefuseSeconds = NeverAgain });
        }
        else if (received.Type == Type.Update)
        {
            _ = scheduler.Subscription.AcknowledgeAsync(received.Update.Status);
            if (received.Update.Status.State == TaskState.TaskFinished)
                finished.TrySetResult();
        }

        return ValueTask.CompletedTask;
    }
}
