using System;
using System.IO;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Miner.Framework.Stores;

namespace Tepui.Miner.Framework;

/// <summary>Asks whether the server lets workers in: it listens only once it has work for them.</summary>
public interface IServerProbe
{
    Task<bool> AnswersAsync(ServerTask server, CancellationToken cancellation);
}

/// <summary>Opens a connection to the workers' port, as any mining server answers it.</summary>
public sealed class ServerProbe : IServerProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<bool> AnswersAsync(ServerTask server, CancellationToken cancellation)
    {
        using var client = new TcpClient();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(Patience);
        try
        {
            await client.ConnectAsync(server.Host, server.WorkerPort, deadline.Token);
            return true;
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException or IOException)
        {
            return false;
        }
    }
}
