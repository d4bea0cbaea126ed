using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Agent.Links;
using Tepui.Agent.Options;
using Tepui.Http.Links;
using Tepui.Internal.V1;
using Tepui.Kernel;
using Tepui.Kernel.Agent;
using Tepui.Kernel.Agent.Link;
using Tepui.Runtime.Loops;

namespace Tepui.Agent.Hosting;

/// <summary>The agent's present channel to its master. What is sent over a channel that is no more goes nowhere.</summary>
internal sealed class MasterConnection(
    AgentLinks links, MailboxLoop<AgentInput> loop, CancellationToken stopping) : IChannelReceiver
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private AgentChannel? _channel;
    private ConnectionId _link;

    public void Connect(ConnectionId link, LeadingMaster master)
    {
        lock (_gate)
        {
            _link = link;
            _channel = null;
        }

        _ = ConnectAsync(link, new MasterAddress(master.Host, master.Port));
    }

    public void Send(ConnectionId link, AgentLinkFrame frame)
    {
        AgentChannel? channel = Current(link);
        channel?.Send(frame);
    }

    public void Flush() => _channel?.Flush();

    public void Close(ConnectionId link)
    {
        AgentChannel? channel;
        lock (_gate)
        {
            if (_link != link)
                return;
            channel = _channel;
            _channel = null;
            _link = default;
        }

        channel?.Close();
    }

    /// <summary>The agent ends.</summary>
    public void CloseAny()
    {
        ConnectionId link;
        lock (_gate)
            link = _link;
        Close(link);
    }

    public void Received(AgentChannel channel, IReadOnlyList<AgentLinkFrame> frames)
    {
        ConnectionId link;
        lock (_gate)
        {
            if (_channel != channel)
                return;
            link = _link;
        }

        if (frames.Count == 1)
        {
            loop.Post(new MasterSends(link, frames[0]));
            return;
        }

        var inputs = new AgentInput[frames.Count];
        for (int i = 0; i < inputs.Length; i++)
            inputs[i] = new MasterSends(link, frames[i]);
        loop.Post(inputs);
    }

    public void Closed(AgentChannel channel, string reason)
    {
        ConnectionId link;
        lock (_gate)
        {
            if (_channel != channel)
                return;
            link = _link;
            _channel = null;
        }

        loop.Post(new LinkClosed(link, reason));
    }

    private AgentChannel? Current(ConnectionId link)
    {
        lock (_gate)
            return _link == link ? _channel : null;
    }

    private async Task ConnectAsync(ConnectionId link, MasterAddress address)
    {
        // Never on the loop's own thread: what comes of it is posted as an input like any other.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            patience.CancelAfter(ConnectTimeout);
            AgentChannel channel = await links.OpenAsync(address, this, patience.Token);
            lock (_gate)
            {
                if (_link == link)
                {
                    _channel = channel;
                    channel = null!;
                }
            }

            if (channel is not null)
            {
                channel.Close();
                return;
            }
        }
        catch (Exception e) when (e is SocketException or IOException or AgentLinkRefusedException)
        {
            loop.Post(new LinkClosed(link, $"cannot reach the master at {address.Host}:{address.Port}: {e.Message}"));
            return;
        }
        catch (OperationCanceledException)
        {
            loop.Post(new LinkClosed(link, $"the master at {address.Host}:{address.Port} did not answer"));
            return;
        }

        loop.Post(new LinkConnected(link));
    }
}
