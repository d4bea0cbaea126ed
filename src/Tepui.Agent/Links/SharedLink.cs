using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Agent.Options;
using Tepui.Http.Links;
using Tepui.Internal.V1;

namespace Tepui.Agent.Links;

/// <summary>A connection to a master with the channels of several agents on it. It closes with its last channel.</summary>
internal sealed class SharedLink : IAsyncDisposable
{
    private readonly AgentLink _link;
    private readonly Lock _gate = new();
    private readonly Dictionary<uint, (AgentChannel Channel, IChannelReceiver Receiver)> _channels = [];
    private readonly Task _running;
    private uint _opened;
    private bool _closed;

    private SharedLink(AgentLink link)
    {
        _link = link;
        _running = RunAsync();
    }

    public static async Task<SharedLink> ConnectAsync(MasterAddress address, CancellationToken cancellation) =>
        new(await AgentLinkClient.ConnectAsync(address.Host, address.Port, cancellation));

    /// <summary>A further channel, or null when the connection is closing.</summary>
    public AgentChannel? TryOpen(IChannelReceiver receiver)
    {
        lock (_gate)
        {
            if (_closed)
                return null;
            var channel = new AgentChannel(this, ++_opened);
            _channels.Add(channel.Number, (channel, receiver));
            return channel;
        }
    }

    public void Send(AgentLinkFrame frame) => _link.Send(frame);

    public void Flush() => _link.Flush();

    /// <summary>Ends one channel after what was sent before; the master hears of it, by the connection's end if it was the last one.</summary>
    public void Close(AgentChannel channel)
    {
        bool isLast;
        lock (_gate)
        {
            if (!_channels.Remove(channel.Number))
                return;
            isLast = _closed = _channels.Count == 0;
        }

        if (!isLast)
            _link.Send(new AgentLinkFrame { Channel = channel.Number, ChannelClosed = new ChannelClosed() });
        _link.Flush();
        if (isLast)
            _ = EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _link.Close();
        await _running;
        await _link.DisposeAsync();
    }

    private async Task EndAsync()
    {
        await _link.DrainAsync();
        await DisposeAsync();
    }

    private async Task RunAsync()
    {
        // The caller of ConnectAsync opens its channel before the first frame can come.
        string reason = "the master closed the connection";
        try
        {
            await _link.RunAsync(OnFramesAsync, CancellationToken.None);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            reason = e.Message;
        }

        List<(AgentChannel Channel, IChannelReceiver Receiver)> channels;
        lock (_gate)
        {
            _closed = true;
            channels = [.. _channels.Values];
            _channels.Clear();
        }

        foreach ((AgentChannel channel, IChannelReceiver receiver) in channels)
            receiver.Closed(channel, reason);
    }

    private ValueTask OnFramesAsync(IReadOnlyList<AgentLinkFrame> frames)
    {
        for (int i = 0; i < frames.Count;)
        {
            // Frames of one channel that came together are handed on together.
            int end = i + 1;
            while (end < frames.Count && frames[end].Channel == frames[i].Channel)
                end++;
            HandOn(frames[i].Channel, i == 0 && end == frames.Count ? frames : Slice(frames, i, end));
            i = end;
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Frames of one channel.</summary>
    private void HandOn(uint number, IReadOnlyList<AgentLinkFrame> frames)
    {
        (AgentChannel Channel, IChannelReceiver Receiver) to;
        lock (_gate)
        {
            if (!_channels.TryGetValue(number, out to))
                return;
        }

        // The master says nothing of a channel after that it closed it.
        bool isClosed = frames[^1].ChannelClosed is not null;
        if (!isClosed)
            to.Receiver.Received(to.Channel, frames);
        else if (frames.Count > 1)
            to.Receiver.Received(to.Channel, Slice(frames, 0, frames.Count - 1));
        if (isClosed)
            ClosedByMaster(to.Channel, to.Receiver);
    }

    private void ClosedByMaster(AgentChannel channel, IChannelReceiver receiver)
    {
        bool isLast;
        lock (_gate)
        {
            if (!_channels.Remove(channel.Number))
                return;
            isLast = _closed = _channels.Count == 0;
        }

        receiver.Closed(channel, "the master closed this agent's channel");
        if (isLast)
            _ = EndAsync();
    }

    private static List<AgentLinkFrame> Slice(IReadOnlyList<AgentLinkFrame> frames, int from, int end)
    {
        var slice = new List<AgentLinkFrame>(end - from);
        for (int i = from; i < end; i++)
            slice.Add(frames[i]);
        return slice;
    }
}
