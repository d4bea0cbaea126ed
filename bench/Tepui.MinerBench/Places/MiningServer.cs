using System;
using System.Threading.Tasks;

namespace Tepui.MinerBench.Places;

/// <summary>A development node and a mining server for it, each a process, there for all rounds.</summary>
internal sealed class MiningServer : IAsyncDisposable
{
    private readonly ChildProgram _node;
    private readonly ChildProgram _server;

    private MiningServer(ChildProgram node, ChildProgram server, int port) => (_node, _server, Address) = (node, server, $"127.0.0.1:{port}");

    public string Address { get; }

    public static async Task<MiningServer> StartAsync(string program)
    {
        var (nodePort, workerPort, statusPort) = (ChildProgram.FreePort(), ChildProgram.FreePort(), ChildProgram.FreePort());

        // Blocks are far enough apart that none or few fall into a window.
        var node = ChildProgram.Start(
            program, ["miner", "node", $"--port={nodePort}", "--first_block=60secs", "--block_interval=60secs", "--hash_rate=1e8"]);
        try
        {
            await node.UntilAsync(() => ChildProgram.ListensAsync(nodePort));
            var server = ChildProgram.Start(program,
            [
                "miner", "server", "--bitcoind-address", "127.0.0.1", "--bitcoind-rpc-port", $"{nodePort}", "--rpc_user=tepui",
                "--rpc_password=tepui", $"--worker_port={workerPort}", $"--p2pool_port={statusPort}",
            ]);
            var both = new MiningServer(node, server, workerPort);

            // It listens only once it has work.
            await server.UntilAsync(() => ChildProgram.ListensAsync(workerPort));
            return both;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _node.DisposeAsync();
    }
}
