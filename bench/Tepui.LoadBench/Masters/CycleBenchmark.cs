using System;
using System.Collections.Generic;
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
/// The whole offer cycle as schedulers see it: every idle agent is on offer, all frameworks decline all they hold at once, and
/// the cycle ends when as many offers are out again.
/// </summary>
internal static class CycleBenchmark
{
    private const int WarmUp = 3;

    public static readonly MasterOptions Shape = new() { Agents = 10_000, Frameworks = 200, Rounds = 10 };

    public static async Task RunAsync(MasterOptions options)
    {
        var figures = new Figures($"cycle: {options.Agents} idle agents x {options.Frameworks} frameworks, v1 JSON");
        using var master = await MasterProcess.StartAsync(options.Program, options.WorkDirectory);
        await using var agents = await EmulatedAgents.ConnectAsync(
            master.Url, options.Agents, options.Links, static number => Shapes.Agent(number, known: false));
        var board = new OfferBoard(options.Frameworks);
        var schedulers = new List<EmulatedScheduler>();
        for (var number = 0; number < options.Frameworks; number++)
        {
            var own = number;
            schedulers.Add(await EmulatedScheduler.SubscribeAsync(
                master.Url, Shapes.Framework(number, known: false), MessageEncoding.Json, (_, received) => board.Take(own, received)));
        }

        await agents.AdmitAsync(static (agent, _) => agent.Register());
        await board.UntilAsync(options.Agents);
        for (var round = 0; round < WarmUp + options.Rounds; round++)
        {
            var held = board.TakeAll();
            var processor = master.ProcessorSeconds;
            var begun = Stopwatch.GetTimestamp();
            await Task.WhenAll(schedulers.Select((scheduler, number) =>
                held[number].Count == 0 ? Task.CompletedTask : scheduler.DeclineAsync(held[number])));
            await board.UntilAsync(options.Agents);
            if (round >= WarmUp)
            {
                figures.Add("all declined to all offered again", "ms", Stopwatch.GetElapsedTime(begun).TotalMilliseconds, "Mesos p50 1224 (200), 3272 (1000)");
                figures.Add("the master's processor time of it", "ms", (master.ProcessorSeconds - processor) * 1000);
            }
        }

        foreach (var (name, value) in await MasterReads.MetricsAsync(master.Url, "allocator/mesos/allocation_run_ms/"))
            figures.Add(name, "ms", value, name.EndsWith("/max", StringComparison.Ordinal) ? "Mesos 472 (200), 2077 (1000)" : null);
        figures.Print(options.JsonFile);
        foreach (var scheduler in schedulers)
            await scheduler.DisposeAsync();
    }

    /// <summary>Which framework holds which offers.</summary>
    private sealed class OfferBoard(int frameworks)
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<string, OfferID>[] _held = [.. Enumerable.Range(0, frameworks).Select(static _ => new Dictionary<string, OfferID>())];
        private int _count;
        private (int Count, TaskCompletionSource Reached)? _awaited;

        public ValueTask Take(int framework, Event received)
        {
            lock (_gate)
            {
                if (received.Type == Type.Offers)
                {
                    foreach (var offer in received.Offers.Offers_)
                        _held[framework].Add(offer.Id.Value, offer.Id);
                    _count += received.Offers.Offers_.Count;
                }
                else if (received.Type == Type.Rescind && _held[framework].Remove(received.Rescind.OfferId.Value))
                {
                    _count--;
                }

                Tell();
            }

            return ValueTask.CompletedTask;
        }

        public Task UntilAsync(int count)
        {
            lock (_gate)
            {
                var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _awaited = (count, reached);
                Tell();
                return reached.Task.WaitAsync(TimeSpan.FromMinutes(2));
            }
        }

        public IReadOnlyList<List<OfferID>> TakeAll()
        {
            lock (_gate)
            {
                var all = _held.Select(static held => held.Values.ToList()).ToArray();
                foreach (var held in _held)
                    held.Clear();
                _count = 0;
                return all;
            }
        }

        private void Tell()
        {
            if (_awaited is { } awaited && _count >= awaited.Count)
            {
                _awaited = null;
                awaited.Reached.SetResult();
            }
        }
    }
}
