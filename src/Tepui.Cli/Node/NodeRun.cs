using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Cli.Node;

/// <summary>One of the hosts that are a cluster together, until it is told to end.</summary>
internal static class NodeRun
{
    /// <exception cref="NodeException">It cannot be brought up.</exception>
    public static async Task RunAsync(NodeFlags flags, TextWriter output, CancellationToken stop)
    {
        var own = NodeAddress.Find(flags);
        var program = Environment.ProcessPath ?? throw new NodeException("it is not known where the tepui program is");
        var plan = new NodePlan(flags, own, program, flags.ZooKeeper is null ? ZooKeeperProgram.FindJava() : null);
        plan.Write();
        using var alone = TakeFolder(flags.WorkDirectory);
        await DescribeAsync(flags, own, plan, output);
        using var starter = new PartStarter();
        using var ending = new CancellationTokenSource();
        var ensemble = plan.Ensemble is null ? Task.CompletedTask : KeepAsync(plan.Ensemble, ending.Token);

        // ZooKeeper ends last: a master that leaves while it still can is followed by the next one at once.
        await Task.WhenAll(plan.Daemons.Select(part => KeepAsync(part, stop)));
        await ending.CancelAsync();
        await ensemble;

        Task KeepAsync(NodePart part, CancellationToken until) =>
            new PartKeeper(part, starter.RunAsync, TimeProvider.System, line => output.WriteLine($"tepui node: {line}")).KeepAsync(until);
    }

    /// <summary>Two nodes in one folder would ruin each other's data.</summary>
    private static FileStream TakeFolder(string folder)
    {
        var path = Path.Combine(Path.GetFullPath(folder), "lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new NodeException($"another 'tepui node' runs in {folder}: end it, or give this one another --work_dir");
        }
    }

    private static async Task DescribeAsync(NodeFlags flags, IPAddress own, NodePlan plan, TextWriter output)
    {
        await output.WriteLineAsync($"tepui node: {own} of {string.Join(", ", flags.Addresses)}, in {Path.GetFullPath(flags.WorkDirectory)}");
        foreach (var part in plan.All)
            await output.WriteLineAsync($"  {part.Name,-10} {part.Where,-28} log {part.Log}");
        await output.WriteLineAsync(
            $"  frameworks and tools find the leading master at {(flags.ZooKeeper is null ? plan.Url : Tepui.ZooKeeper.ZooKeeperUrl.Redact(plan.Url))}; Ctrl-C ends it all here");
    }
}
