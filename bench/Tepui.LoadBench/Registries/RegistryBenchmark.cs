using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Tepui.Kernel.Registry;
using Tepui.LoadBench.Clusters;
using Tepui.LoadBench.Masters;
using Tepui.Master.Registrars;
using Tepui.Testing.ZooKeeper;
using Tepui.ZooKeeper;

namespace Tepui.LoadBench.Registries;

/// <summary>
/// What one write of the registry takes, which is what one more agent costs, or as many as came during the write before: in a file
/// beside the least that is durable, and in ZooKeeper beside setData of as many bytes.
/// </summary>
internal static class RegistryBenchmark
{
    private const int SmallWrites = 300;

    public static readonly MasterOptions Shape = new() { Agents = 50_000, Rounds = 7 };

    public static async Task<int> RunAsync(MasterOptions options)
    {
        var figures = new Figures($"registry: up to {options.Agents} agents; file in {options.WorkDirectory}, ZooKeeper on this host without fsync");
        var folder = Directory.CreateDirectory(Path.Combine(options.WorkDirectory, $"tepui-bench-{Guid.NewGuid():N}")).FullName;
        try
        {
            int[] sizes = [.. ((int[])[1000, 10_000, options.Agents]).Where(size => size <= options.Agents).Distinct()];
            await FileAsync(options, figures, folder, sizes);
            if (ZooKeeperServer.Missing is { } missing)
                await Console.Error.WriteLineAsync($"registry: without ZooKeeper: {missing}");
            else
                await ZooKeeperAsync(options, figures, sizes);
            figures.Print(options.JsonFile);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task FileAsync(MasterOptions options, Figures figures, string folder, int[] sizes)
    {
        var raw = new RawFile(folder);
        await using var store = new FileRegistryStore(folder);
        await store.LoadAsync();
        await SmallAsync(figures, "file", store);
        var one = RegistryEncoding.Encode(RegistryShapes.Of(1));
        await PercentilesAsync(figures, "  raw write, fsync, rename, fsync", () => Done(() => raw.Write(one)));
        foreach (var agents in sizes)
        {
            var registry = RegistryShapes.Of(agents);
            var bytes = RegistryEncoding.Encode(registry);
            figures.Add($"{agents} agents: bytes", "MB", bytes.Length / 1e6);
            await MeasureAsync(options, figures, $"{agents} agents and one more: file", number => store.StoreAsync(registry.Admit(agents + number, 1)));
            await MeasureAsync(options, figures, "  raw write, fsync, rename, fsync: " + agents, _ => Done(() => raw.Write(bytes)));
        }

        await MeasureAsync(options, figures, "10000 agents and 1000 more: file", Together(store, RegistryShapes.Of(10_000), 10_000, 1000));
        await MeasureAsync(options, figures, $"{options.Agents} agents at once: file", Together(store, RegistryState.Empty, 0, options.Agents));
    }

    private static async Task ZooKeeperAsync(MasterOptions options, Figures figures, int[] sizes)
    {
        await using var server = await ZooKeeperServer.StartAsync();
        await using var session = ZooKeeperClient.Open(server.Url(), TimeSpan.FromSeconds(60), TimeProvider.System, NullLogger.Instance);
        using var peer = CClient.TryConnect(server.Address.ToString());
        if (peer is null)
            await Console.Error.WriteLineAsync("registry: without ZooKeeper's client in C: install libzookeeper-mt2");
        var raw = new RawNodes(session);
        await raw.CreateAsync(1);
        await using var store = new ZooKeeperRegistryStore(() => session, "/bench");
        await store.LoadAsync();
        await SmallAsync(figures, "ZooKeeper", store);
        var one = RegistryEncoding.Encode(RegistryShapes.Of(1));
        await PercentilesAsync(figures, "  raw setData, our client", () => raw.SetAsync([one]));
        if (peer is not null)
            await PercentilesAsync(figures, "  raw setData, the client in C", () => Done(() => peer.Set(RawNodes.Path(0), one)));
        await PipelinedAsync(figures, raw, one);
        foreach (var agents in sizes)
        {
            var registry = RegistryShapes.Of(agents);
            await MeasureAsync(options, figures, $"{agents} agents and one more: ZooKeeper", number => store.StoreAsync(registry.Admit(agents + number, 1)));
            figures.Add($"{agents} agents: packed in ZooKeeper", "MB", store.SizeBytes / 1e6);
            var parts = RawNodes.Split(RandomNumberGenerator.GetBytes((int)store.SizeBytes));
            await raw.CreateAsync(parts.Length);
            await MeasureAsync(options, figures, "  raw setData of as much, our client: " + agents, _ => raw.SetAsync(parts));
            if (peer is not null)
                await MeasureAsync(options, figures, "  raw setData of as much, the client in C: " + agents, _ => Done(() => SetAll(peer, parts)));
        }

        await MeasureAsync(options, figures, "10000 agents and 1000 more: ZooKeeper", Together(store, RegistryShapes.Of(10_000), 10_000, 1000));
        await MeasureAsync(options, figures, $"{options.Agents} agents at once: ZooKeeper", Together(store, RegistryState.Empty, 0, options.Agents));
    }

    private static void SetAll(CClient peer, byte[][] parts)
    {
        for (var number = 0; number < parts.Length; number++)
            peer.Set(RawNodes.Path(number), parts[number]);
    }

    /// <summary>One agent more in a small cluster.</summary>
    private static Task SmallAsync(Figures figures, string what, IRegistryStore store)
    {
        var registry = RegistryState.Empty;
        var agents = 0;
        return PercentilesAsync(figures, $"first agents, each written: {what}", () => store.StoreAsync(registry = registry.Admit(agents++ % 10, 1)));
    }

    private static async Task PipelinedAsync(Figures figures, RawNodes raw, byte[] bytes)
    {
        const int Count = 5000;
        var begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Count).Select(_ => raw.SetAsync([bytes])));
        figures.Add("  raw setData, our client, pipelined", "1/s", Count / Stopwatch.GetElapsedTime(begun).TotalSeconds);
    }

    private static Func<int, Task> Together(IRegistryStore store, RegistryState registry, int first, int count) =>
        _ => store.StoreAsync(registry.Admit(first, count));

    private static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    private static async Task PercentilesAsync(Figures figures, string what, Func<Task> write)
    {
        var readings = new List<double>();
        for (var number = -20; number < SmallWrites; number++)
        {
            var begun = Stopwatch.GetTimestamp();
            await write();
            if (number >= 0)
                readings.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        figures.Add($"{what}, p50", "ms", Percentiles.At(readings, 0.5));
        figures.Add($"{what}, p99", "ms", Percentiles.At(readings, 0.99));
    }

    private static async Task MeasureAsync(MasterOptions options, Figures figures, string what, Func<int, Task> write)
    {
        await write(options.Rounds);
        for (var round = 0; round < options.Rounds; round++)
        {
            var begun = Stopwatch.GetTimestamp();
            await write(round);
            figures.Add(what, "ms", Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }
    }
}
