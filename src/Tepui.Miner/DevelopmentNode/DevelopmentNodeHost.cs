using System;
using System.IO;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Miner.Hashing;

namespace Tepui.Miner.DevelopmentNode;

/// <summary>Starts a development node as its options say.</summary>
public static class DevelopmentNodeHost
{
    private static readonly TimeSpan ProbeTime = TimeSpan.FromMilliseconds(50);

    /// <param name="miningThreads">How many threads will mine, when the hash rate is to be measured.</param>
    /// <exception cref="MinerException">The port is taken.</exception>
    public static async Task<DevelopmentNodeServer> StartAsync(
        DevelopmentNodeOptions options, int miningThreads, TimeProvider time, CancellationToken cancellation)
    {
        var hashRate = options.HashRate > 0 ? options.HashRate : HashRateProbe.MeasureThread(time, ProbeTime) * miningThreads;
        var chain = new DevelopmentChain(new DevelopmentDifficulty(hashRate, options.FirstBlock, options.BlockInterval), time);
        try
        {
            return await DevelopmentNodeServer.StartAsync(
                new DevelopmentNodeRpc(chain, time), IPAddress.Parse(options.Ip), options.Port, options.RpcUser, options.RpcPassword,
                cancellation);
        }
        catch (IOException)
        {
            throw new MinerException($"port {options.Port} of {options.Ip} is in use: choose another with --port");
        }
    }
}
