using System.Diagnostics;
using System.Linq;
using Mesos.V1;
using Tepui.LoadBench.Emulation;
using Task = System.Threading.Tasks.Task;

namespace Tepui.LoadBench.Masters;

/// <summary>All agents come back to a new master at once, with their tasks; then what the master weighs.</summary>
internal static class StormBenchmark
{
    public static readonly MasterOptions Shape = new() { Agents = 50_000, Frameworks = 5, Tasks = 4, Rounds = 1 };

    public static async Task RunAsync(MasterOptions options)
    {
        var figures = new Figures($"storm: {options.Agents} agents x {options.Frameworks} frameworks x {options.Tasks} tasks, {options.Links} links");
        for (var round = 0; round < options.Rounds; round++)
            await RoundAsync(options, figures);
        figures.Print(options.JsonFile);
    }

    private static async Task RoundAsync(MasterOptions options, Figures figures)
    {
        var frameworks = Enumerable.Range(0, options.Frameworks).Select(number => Shapes.Framework(number, known: true)).ToArray();
        using var master = await MasterProcess.StartAsync(options.Program, options.WorkDirectory);
        await StormAsync(master, options, frameworks, figures, "to a master that never saw them");
        await master.FailOverAsync();
        await StormAsync(master, options, frameworks, figures, "after a failover");
    }

    private static async Task StormAsync(
        MasterProcess master, MasterOptions options, FrameworkInfo[] frameworks, Figures figures, string when)
    {
        await using var agents = await EmulatedAgents.ConnectAsync(
            master.Url, options.Agents, options.Links, static number => Shapes.Agent(number, known: true));
        var tasks = agents.Agents.Select(agent => Shapes.Tasks(agent.Info, frameworks, options.Tasks).ToArray()).ToArray();
        var idle = master.ResidentMegabytes;
        var begun = Stopwatch.GetTimestamp();
        var processor = master.ProcessorSeconds;
        await agents.AdmitAsync((agent, number) => agent.Reregister(frameworks, tasks[number]));
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        processor = master.ProcessorSeconds - processor;
        await Task.Delay(2000);
        long count = (long)options.Agents * options.Frameworks * options.Tasks;
        var megabytes = master.ResidentMegabytes;
        figures.Add($"all re-registered {when}", "s", seconds, "Mesos 81.1 (50000x5x4), 14.7 (20000x1x5), 6.5 (2000x5x20)");
        figures.Add($"  the master's processor time {when}", "s", processor);
        figures.Add("  sent", "MB", tasks.Sum(static all => all.Sum(static task => (double)task.Length)) / 1e6);
        figures.Add($"  resident two seconds later {when}", "MB", megabytes, "Mesos 5900 (50000x5x4)");
        figures.Add($"  resident at most {when}", "MB", master.PeakMegabytes);
        figures.Add($"  resident more than idle {when}, a task", "B", (megabytes - idle) * 1024 * 1024 / count);
    }
}
