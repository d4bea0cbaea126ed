using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Client.Operators;
using Tepui.LoadBench.Clusters;
using Tepui.LoadBench.Emulation;
using Tepui.LoadBench.Masters;
using Tepui.Protocol.Codecs;
using Task = System.Threading.Tasks.Task;

namespace Tepui.LoadBench.Streams;

/// <summary>Many operators read the event stream of one master while tasks' statuses change; beside it what the sockets alone can do.</summary>
internal static class FanOutBenchmark
{
    /// <summary>How often the agent sends.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    public static async Task RunAsync(FanOutOptions options)
    {
        var figures = new Figures($"fanout: {options.Streams} streams x {options.Rate} events/s, JSON");
        for (var round = 0; round <= options.Rounds; round++)
        {
            await RoundAsync(options, round == 0 ? null : figures);
            if (round > 0)
            {
                var batched = await BareSockets.MeasureAsync(options.Streams, 20 * StatusChanges.EventBytes);
                figures.Add("bare sockets, 20 events a write: deliveries", "1/s", batched * 20, "1.3M");
                var single = await BareSockets.MeasureAsync(options.Streams, StatusChanges.EventBytes);
                figures.Add("bare sockets, an event a write: deliveries", "1/s", single, "71k");
            }
        }

        figures.Print(options.JsonFile);
    }

    private static async Task RoundAsync(FanOutOptions options, Figures? figures)
    {
        using var master = await MasterProcess.StartAsync(options.Program, options.WorkDirectory);
        var framework = Shapes.Framework(0, known: true);
        await using var agents = await EmulatedAgents.ConnectAsync(master.Url, 1, 1, static number => Shapes.Agent(number, known: true));
        await agents.AdmitAsync((agent, _) => agent.Reregister([framework], Shapes.Tasks(agent.Info, [framework], StatusChanges.Tasks)));
        await using var readers = await StreamReaders.OpenAsync(master.Url, options.Streams - 1);
        using var client = new OperatorClient(master.Url, MessageEncoding.Json);
        await using var sample = await client.SubscribeAsync();
        var latencies = new List<double>();
        using var done = new CancellationTokenSource();
        var sampling = SampleAsync(sample, latencies, done.Token);

        // Warm first: the sockets' windows open, the code is compiled.
        var changes = new StatusChanges(agents.Agents[0], sample.State.GetTasks.Tasks);
        await SendAsync(changes, options, TimeSpan.FromSeconds(1));
        await Task.Delay(500, CancellationToken.None);
        lock (latencies)
        {
            latencies.Clear();
        }

        var before = readers.Bytes;
        var processor = master.ProcessorSeconds;
        var begun = Stopwatch.GetTimestamp();
        var sent = await SendAsync(changes, options, options.Duration);
        var expected = (long)sent * (options.Streams - 1) * StatusChanges.EventBytes * 97 / 100;
        while (readers.Bytes - before < expected && Stopwatch.GetElapsedTime(begun) < options.Duration * 3)
            await Task.Delay(1, CancellationToken.None);
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        var received = readers.Bytes - before;
        var spent = master.ProcessorSeconds - processor;
        await done.CancelAsync();
        await sampling;
        if (figures is null)
            return;
        lock (latencies)
        {
            var eventBytes = received / (double)(sent * (options.Streams - 1));
            figures.Add("size of an event with its frame", "B", eventBytes);
            figures.Add("deliveries", "1/s", latencies.Count / seconds * options.Streams);
            figures.Add("from the agent's sending to a subscriber, p50", "ms", Percentiles.At(latencies, 0.5));
            figures.Add("from the agent's sending to a subscriber, p99", "ms", Percentiles.At(latencies, 0.99));
            figures.Add("the master's processors in use", "x", spent / seconds);
            figures.Add("resident", "MB", master.ResidentMegabytes);
            figures.Add("streams cut off", "", readers.Ended);
        }
    }

    private static async Task<int> SendAsync(StatusChanges changes, FanOutOptions options, TimeSpan duration)
    {
        var sent = 0;
        var begun = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begun) is var elapsed && elapsed < duration)
        {
            var due = (int)(elapsed.TotalSeconds * options.Rate);
            while (sent < due)
            {
                changes.SendNext();
                sent++;
            }

            changes.Flush();
            await Task.Delay(Tick, CancellationToken.None);
        }

        return sent;
    }

    private static async Task SampleAsync(OperatorSubscription subscription, List<double> latencies, CancellationToken until)
    {
        try
        {
            await foreach (var received in subscription.ReadEventsAsync(until))
            {
                if (received.TaskUpdated is not { } updated)
                    continue;
                var now = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).TotalMilliseconds;
                lock (latencies)
                {
                    latencies.Add(now - (updated.Status.Timestamp * 1000));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The benchmark is over.
        }
    }
}
