using System;
using System.Linq;
using System.Threading.Tasks;
using Tepui.ZooKeeper;

namespace Tepui.LoadBench.Registries;

/// <summary>The least that stores bytes in ZooKeeper: setData of as many nodes as they need, all at once.</summary>
internal sealed class RawNodes(IZooKeeperSession session)
{
    private const int NodeBytes = 512 * 1024;

    public static byte[][] Split(byte[] bytes) => [.. bytes.Chunk(NodeBytes)];

    public static string Path(int number) => $"/raw-{number}";

    public async Task CreateAsync(int count)
    {
        for (var number = 0; number < count; number++)
        {
            if ((await session.ExistsAsync(Path(number))).Value is null)
                await session.CreateAsync(Path(number), Array.Empty<byte>(), NodeKind.Persistent);
        }
    }

    public Task SetAsync(byte[][] parts) => Task.WhenAll(parts.Select((part, number) => session.SetAsync(Path(number), part)));
}
