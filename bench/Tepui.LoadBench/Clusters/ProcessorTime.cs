using System;
using System.IO;
using System.Linq;

namespace Tepui.LoadBench.Clusters;

/// <summary>
/// Processor time of every part so far, in milliseconds (/proc counts in steps of 10). Unlike a rate it stays nearly the same
/// when other work shares the machine.
/// </summary>
/// <param name="Tasks">Of the tasks' own processes that have ended.</param>
internal readonly record struct ProcessorTime(double Master, double Agent, double Supervisor, double Tasks, double Driver)
{
    private const double MillisecondsPerTick = 10;

    private double Sum => Master + Agent + Supervisor + Tasks + Driver;

    public static ProcessorTime Of(ClusterProcesses cluster)
    {
        var supervisor = cluster.Supervisor();
        return new ProcessorTime(
            Read(cluster.Master.Id, children: false),
            Read(cluster.Agent.Id, children: false),
            Read(supervisor, children: false),
            Read(supervisor, children: true),
            Read(Environment.ProcessId, children: false));
    }

    /// <summary>What was used since, for each of so many tasks.</summary>
    public string Since(ProcessorTime before, int tasks) =>
        FormattableString.Invariant($"processor time a task: {(Sum - before.Sum) / tasks:F2} ms = master {(Master - before.Master) / tasks:F2}")
        + FormattableString.Invariant($" + agent {(Agent - before.Agent) / tasks:F2} + supervisor {(Supervisor - before.Supervisor) / tasks:F2}")
        + FormattableString.Invariant($" + the task itself {(Tasks - before.Tasks) / tasks:F2} + driver {(Driver - before.Driver) / tasks:F2}");

    /// <summary>The machine's load of the last minute: what else ran.</summary>
    public static string Load() => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    private static double Read(int pid, bool children)
    {
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields.Skip(children ? 13 : 11).Take(2).Sum(long.Parse) * MillisecondsPerTick;
    }
}
