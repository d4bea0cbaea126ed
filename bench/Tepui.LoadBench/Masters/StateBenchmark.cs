using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Tepui.LoadBench.Clusters;
using Tepui.LoadBench.Emulation;

namespace Tepui.LoadBench.Masters;

/// <summary>What it takes to read the whole state, and what four clients that poll it do to the rest.</summary>
internal static class StateBenchmark
{
    private const int Pollers = 4;
    private static readonly TimeSpan PollingTime = TimeSpan.FromSeconds(10);

    public static readonly MasterOptions Shape = new() { Agents = 2000, Frameworks = 5, Tasks = 10, Rounds = 7 };

    public static async Task RunAsync(MasterOptions options)
    {
        var figures = new Figures($"state: {options.Agents} agents x {options.Frameworks} frameworks x {options.Tasks} tasks");
        var frameworks = Enumerable.Range(0, options.Frameworks).Select(number => Shapes.Framework(number, known: true)).ToArray();
        using var master = await MasterProcess.StartAsync(options.Program, options.WorkDirectory);
        await using var agents = await EmulatedAgents.ConnectAsync(
            master.Url, options.Agents, options.Links, static number => Shapes.Agent(number, known: true));
        await agents.AdmitAsync((agent, _) => agent.Reregister(frameworks, Shapes.Tasks(agent.Info, frameworks, options.Tasks)));

        (string What, string? Recorded, Func<Task<(double Milliseconds, long Bytes)>> Read)[] reads =
        [
            ("/state", "Mesos 1255", () => MasterReads.GetAsync(master.Url, "/state")),
            ("GET_STATE in JSON", "Mesos 1876", () => MasterReads.CallAsync(master.Url, "GET_STATE", protobuf: false)),
            ("GET_STATE in protobuf", "Mesos 504", () => MasterReads.CallAsync(master.Url, "GET_STATE", protobuf: true)),
            ("/state-summary", "Mesos 248", () => MasterReads.GetAsync(master.Url, "/state-summary")),
            ("/metrics/snapshot", "Mesos 183", () => MasterReads.GetAsync(master.Url, "/metrics/snapshot")),
        ];
        foreach (var (what, recorded, read) in reads)
        {
            await read();
            for (var round = 0; round < options.Rounds; round++)
            {
                var (milliseconds, bytes) = await read();
                figures.Add(what, "ms", milliseconds, recorded);
                if (round == 0)
                    figures.Add($"{what}, size", "MB", bytes / 1e6);
            }
        }

        figures.Add("copying so many bytes in memory", "ms", CopyMilliseconds(60_000_000));
        figures.Add("resident", "MB", master.ResidentMegabytes, "Mesos 2000 after polling");
        var alone = await HealthAsync(master.Url, CancellationToken.None);
        figures.Add("/health alone, p99", "ms", Percentiles.At(alone, 0.99));
        using var polling = new CancellationTokenSource(PollingTime);
        var replies = Enumerable.Range(0, Pollers).Select(_ => PollAsync(master.Url, polling.Token)).ToArray();
        var beside = await HealthAsync(master.Url, polling.Token);
        figures.Add("/state replies to four pollers", "1/s", (await Task.WhenAll(replies)).Sum() / PollingTime.TotalSeconds, "Mesos 1.7");
        figures.Add("/health beside them, p50", "ms", Percentiles.At(beside, 0.5), "Mesos 1732");
        figures.Add("/health beside them, p99", "ms", Percentiles.At(beside, 0.99), "Mesos 1793");
        figures.Add("resident after it", "MB", master.ResidentMegabytes);
        figures.Print(options.JsonFile);
    }

    private static async Task<int> PollAsync(Uri master, CancellationToken until)
    {
        var replies = 0;
        for (; !until.IsCancellationRequested; replies++)
            await MasterReads.GetAsync(master, "/state");
        return replies;
    }

    private static async Task<List<double>> HealthAsync(Uri master, CancellationToken until)
    {
        var readings = new List<double>();
        while (until.CanBeCanceled ? !until.IsCancellationRequested : readings.Count < 200)
        {
            readings.Add((await MasterReads.GetAsync(master, "/health")).Milliseconds);
            await Task.Delay(10, CancellationToken.None);
        }

        return readings;
    }

    private static double CopyMilliseconds(int bytes)
    {
        byte[] from = new byte[bytes], to = new byte[bytes];
        from.AsSpan().CopyTo(to);
        var begun = TimeProvider.System.GetTimestamp();
        from.AsSpan().CopyTo(to);
        return TimeProvider.System.GetElapsedTime(begun).TotalMilliseconds;
    }
}
