using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Agent.Options;

namespace Tepui.Agent.Links;

/// <summary>Links to masters, one connection for each address: all agents of a process that have the same master share it.</summary>
public sealed class AgentLinks : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<MasterAddress, Task<SharedLink>> _links = [];
    private readonly CancellationTokenSource _disposed = new();

    /// <summary>A channel to the master, over a connection that is there or a new one.</summary>
    /// <exception cref="IOException">The master cannot be had; as are the exceptions of <see cref="Tepui.Http.Links.AgentLinkClient"/>.</exception>
    internal async Task<AgentChannel> OpenAsync(MasterAddress address, IChannelReceiver receiver, CancellationToken cancellation)
    {
        // One that is just closing is not to be had any more; a second that closes at once is the master's answer.
        for (int attempt = 0; attempt < 2; attempt++)
        {
            Task<SharedLink> link = FindAsync(address);
            if ((await link.WaitAsync(cancellation)).TryOpen(receiver) is { } channel)
                return channel;
            Forget(address, link);
        }

        throw new IOException("the master closed the connection at once");
    }

    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync();
        List<Task<SharedLink>> links;
        lock (_gate)
        {
            links = [.. _links.Values];
            _links.Clear();
        }

        foreach (Task<SharedLink> link in links)
        {
            await ((Task)link).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (link.IsCompletedSuccessfully)
                await (await link).DisposeAsync();
        }

        _disposed.Dispose();
    }

    private Task<SharedLink> FindAsync(MasterAddress address)
    {
        lock (_gate)
        {
            if (_links.TryGetValue(address, out Task<SharedLink>? known) && !known.IsFaulted && !known.IsCanceled)
                return known;
            return _links[address] = SharedLink.ConnectAsync(address, _disposed.Token);
        }
    }

    private void Forget(MasterAddress address, Task<SharedLink> link)
    {
        lock (_gate)
        {
            if (_links.TryGetValue(address, out Task<SharedLink>? known) && known == link)
                _links.Remove(address);
        }
    }
}
