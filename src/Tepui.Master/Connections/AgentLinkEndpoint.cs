using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tepui.Http.Links;
using Tepui.Internal.V1;
using Tepui.Kernel.Master;
using Tepui.Master.Logging;
using Tepui.Protocol.Records;
using Tepui.Runtime.Loops;

namespace Tepui.Master.Connections;

/// <summary>Takes in the links of agents and tells the machine's connections apart by channel.</summary>
internal sealed class AgentLinkEndpoint(MailboxLoop<MasterInput> loop, ConnectionTable connections, ILogger logger)
{
    public Task AcceptAsync(HttpContext context) =>
        AgentLinkServer.AcceptAsync(context, link => new Session(this, link).RunAsync(context.RequestAborted));

    /// <summary>One link and its channels.</summary>
    private sealed class Session(AgentLinkEndpoint endpoint, AgentLink link)
    {
        private readonly Dictionary<uint, AgentChannel> _channels = [];
        private readonly Lock _gate = new();

        public async Task RunAsync(CancellationToken cancellation)
        {
            try
            {
                await link.RunAsync(OnFramesAsync, cancellation).ConfigureAwait(false);
            }
            catch (RecordException exception)
            {
                Log.AgentLinkBroken(endpoint.Logger, link.RemoteAddress, exception.Message);
            }

            var closed = new List<MasterInput>();
            lock (_gate)
            {
                foreach (AgentChannel channel in _channels.Values)
                {
                    if (endpoint.Connections.Remove(channel.Id))
                    {
                        closed.Add(new ConnectionClosed(channel.Id));
                    }
                }

                _channels.Clear();
            }

            endpoint.Loop.Post(closed);
        }

        private ValueTask OnFramesAsync(IReadOnlyList<AgentLinkFrame> frames)
        {
            var inputs = new List<MasterInput>(frames.Count);
            lock (_gate)
            {
                foreach (AgentLinkFrame frame in frames)
                {
                    if (frame.ChannelClosed is not null)
                    {
                        if (_channels.Remove(frame.Channel, out AgentChannel? closed) && endpoint.Connections.Remove(closed.Id))
                        {
                            inputs.Add(new ConnectionClosed(closed.Id));
                        }
                    }
                    else if (Channel(frame) is { } channel)
                    {
                        inputs.Add(new AgentSends(channel.Id, link.RemoteAddress, frame));
                    }
                }
            }

            endpoint.Loop.Post(inputs);
            return endpoint.Loop.WaitForRoomAsync(CancellationToken.None);
        }

        /// <summary>The frame's channel. Only a registration opens one: what comes late for one that was closed is dropped.</summary>
        private AgentChannel? Channel(AgentLinkFrame frame)
        {
            if (_channels.TryGetValue(frame.Channel, out AgentChannel? channel))
            {
                return channel;
            }

            if (frame.MessageCase is not (AgentLinkFrame.MessageOneofCase.RegisterAgent or AgentLinkFrame.MessageOneofCase.ReregisterAgent))
            {
                return null;
            }

            channel = new AgentChannel(link, frame.Channel, endpoint.Connections.NewId(), OnClosed);
            _channels.Add(frame.Channel, channel);
            endpoint.Connections.Add(channel.Id, channel);
            return channel;
        }

        /// <summary>The machine closed a channel: its agent is told, by the end of the link if it was the last one on it.</summary>
        private void OnClosed(AgentChannel channel)
        {
            bool isLast;
            lock (_gate)
            {
                if (_channels.TryGetValue(channel.Channel, out AgentChannel? open) && open == channel)
                {
                    _channels.Remove(channel.Channel);
                }

                isLast = _channels.Count == 0;
            }

            if (isLast)
            {
                _ = CloseWhenWrittenAsync();
                return;
            }

            channel.Send(new AgentLinkFrame { ChannelClosed = new ChannelClosed() });
            channel.Flush();
        }

        private async Task CloseWhenWrittenAsync()
        {
            await link.DrainAsync().ConfigureAwait(false);
            link.Close();
        }
    }

    private MailboxLoop<MasterInput> Loop => loop;

    private ConnectionTable Connections => connections;

    private ILogger Logger => logger;
}
