using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Tepui.LoadBench.Emulation;
using Tepui.Protocol.Codecs;
using Task = System.Threading.Tasks.Task;
using Type = Mesos.V1.Scheduler.Event.Types.Type;

namespace Tepui.LoadBench.Masters;

/// <summary>
/// Tasks that need no process, through one master: every offer is filled with tasks, each lives through three updates that its
/// scheduler acknowledges one by one.
/// </summary>
internal static class FlowBenchmark
{
    public static readonly MasterOptions Shape = new() { Agents = 50, Frameworks = 1, Tasks = 20_000, Links = 1 };

    public static async Task RunAsync(MasterOptions options)
    {
        foreach (var encoding in new[] { MessageEncoding.Json, MessageEncoding.Protobuf })
        {
            var figures = new Figures($"flow: {options.Tasks} tasks without a process, {options.Agents} agents, v1 {encoding}");
            for (var round = 0; round <= options.Rounds; round++)
                await RoundAsync(options, encoding, round == 0 ? null : figures);
            figures.Print(options.JsonFile);
        }
    }

    private static async Task RoundAsync(MasterOptions options, MessageEncoding encoding, Figures? figures)
    {
        using var master = await MasterProcess.StartAsync(options.Program, options.WorkDirectory);
        await using var agents = await EmulatedAgents.ConnectAsync(
            master.Url, options.Agents, options.Links, static number => Shapes.Agent(number, known: false));
        await agents.AdmitAsync(static (agent, _) => agent.Register());
        var filler = new Filler(options.Tasks);
        var processor = master.ProcessorSeconds;
        var begun = Stopwatch.GetTimestamp();
        await using var scheduler = await EmulatedScheduler.SubscribeAsync(
            master.Url, Shapes.Framework(0, known: false), encoding, filler.TakeAsync);
        await filler.Finished.WaitAsync(TimeSpan.FromMinutes(2));
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        figures?.Add("tasks", "1/s", options.Tasks / seconds, "a stub of Kestrel alone 9679");
        figures?.Add("the master's processor time a task", "ms", (master.ProcessorSeconds - processor) * 1000 / options.Tasks);
    }

    /// <summary>Fills every offer with tasks until there are enough.</summary>
    private sealed class Filler(int tasks)
    {
        private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _launched;
        private int _ended;

        public Task Finished => _finished.Task;

        public ValueTask TakeAsync(EmulatedScheduler scheduler, Event received)
        {
            if (received.Type == Type.Offers)
            {
                foreach (var offer in received.Offers.Offers_)
                    Fill(scheduler, offer);
            }
            else if (received.Type == Type.Update)
            {
                _ = scheduler.Subscription.AcknowledgeAsync(received.Update.Status);
                if (received.Update.Status.State == TaskState.TaskFinished && Interlocked.Increment(ref _ended) == tasks)
                    _finished.SetResult();
            }

            return ValueTask.CompletedTask;
        }

        private void Fill(EmulatedScheduler scheduler, Offer offer)
        {
            var launch = new Offer.Types.Operation.Types.Launch();
            var cpus = offer.Resources.Where(static resource => resource.Name == "cpus").Sum(static resource => resource.Scalar.Value);
            for (var left = (int)Math.Round(cpus / FlowTasks.Cpus); left > 0 && _launched < tasks; left--)
                launch.TaskInfos.Add(FlowTasks.New(offer, _launched++));
            var operation = new Offer.Types.Operation { Type = Offer.Types.Operation.Types.Type.Launch, Launch = launch };
            _ = launch.TaskInfos.Count == 0
                ? scheduler.Subscription.DeclineAsync([offer.Id])
                : scheduler.Subscription.AcceptAsync([offer.Id], [operation], new Filters { RefuseSeconds = 0 });
        }
    }
}
