using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Client.Schedulers;
using Tepui.LoadBench.Emulation;
using Tepui.LoadBench.Masters;
using Tepui.Testing.ZooKeeper;
using Tepui.ZooKeeper;
using Task = System.Threading.Tasks.Task;

namespace Tepui.LoadBench.Failovers;

/// <summary>
/// Three masters on a real ZooKeeper, many emulated agents and a few real schedulers; the leader is killed, again and again: how long
/// until the next one makes an offer, until it has all agents, and how long a scheduler was left alone.
/// </summary>
internal static class FailoverBenchmark
{
    private const int Masters = 3;

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static readonly MasterOptions Shape = new() { Agents = 1000, Frameworks = 3, Tasks = 2, Rounds = 5 };

    public static async Task<int> RunAsync(MasterOptions options)
    {
        if (ZooKeeperServer.Missing is { } missing)
        {
            await Console.Error.WriteLineAsync($"failover: {missing}");
            return 1;
        }

        var figures = new Figures(
            $"failover: kill -9 of the leader of {Masters} masters; {options.Agents} agents x {options.Frameworks} frameworks x {options.Tasks} tasks, "
            + $"session time-out {options.SessionTimeout} s");
        await using var server = await ZooKeeperServer.StartAsync();
        var url = server.Url("/mesos");
        var masters = new List<MasterProcess>();
        using var stopping = new CancellationTokenSource();
        var drivers = new List<Task>();
        try
        {
            for (var number = 0; number < Masters; number++)
                masters.Add(await MasterProcess.StartAsync(options.Program, options.WorkDirectory, $"--zk={url}", $"--zk_session_timeout={options.SessionTimeout}secs"));
            await RoundsAsync(options, figures, url, masters, drivers, stopping.Token);
        }
        finally
        {
            await stopping.CancelAsync();
            await Task.WhenAny(Task.WhenAll(drivers), Task.Delay(Patience, CancellationToken.None));
            masters.ForEach(static master => master.Dispose());
        }

        figures.Print(options.JsonFile);
        return 0;
    }

    private static async Task RoundsAsync(
        MasterOptions options, Figures figures, ZooKeeperUrl url, List<MasterProcess> masters, List<Task> drivers, CancellationToken stop)
    {
        var frameworks = Enumerable.Range(0, options.Frameworks).Select(number => Shapes.Framework(number, known: true)).ToArray();
        var schedulers = frameworks.Select(static _ => new WaitingScheduler()).ToArray();
        var offered = schedulers.Select(static scheduler => scheduler.NextReturn()).ToArray();
        foreach (var (framework, scheduler) in frameworks.Zip(schedulers))
        {
            var driver = new SchedulerDriver(scheduler, framework, new SchedulerDriverOptions { Masters = [url.ToString()] });
            drivers.Add(driver.RunAsync(stop));
        }

        await using var agents = new FollowingAgents(url, options, frameworks);
        var present = await agents.NextAsync();
        await Task.WhenAll(offered).WaitAsync(Patience, stop);
        for (var round = 0; round < options.Rounds; round++)
        {
            await Task.Delay(Quiet, stop);
            var leader = masters.Single(master => master.Url.Port == present.Port);
            var returns = schedulers.Select(static scheduler => scheduler.NextReturn()).ToArray();
            var killed = Stopwatch.GetTimestamp();
            leader.Kill();
            present = await agents.NextAsync();
            await Console.Error.WriteLineAsync($"failover: round {round + 1} of {options.Rounds}: all agents back after {Seconds(killed, present.Done):F1} s");
            var seen = await Task.WhenAll(returns).WaitAsync(Patience, stop);
            figures.Add("until the next leader is seen", "s", Seconds(killed, present.Detected));
            figures.Add("until its first offer", "s", seen.Min(each => Seconds(killed, each.FirstOffer)), "aim: session time-out + 1 s");
            figures.Add("until all schedulers have one", "s", seen.Max(each => Seconds(killed, each.FirstOffer)));
            figures.Add("until all agents are re-registered", "s", Seconds(killed, present.Done), "Mesos 4-8 (62 nodes, 4000 agents)");
            figures.Add("longest that a scheduler was not subscribed", "s", seen.Max(each => Seconds(killed, each.Subscribed)));
            figures.Add("longest that a scheduler had no offer", "s", seen.Max(static each => Seconds(each.LastOffer, each.FirstOffer)));
            await leader.ReviveAsync();
        }
    }

    private static double Seconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalSeconds;
}
