using System;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Mesos.V1;
using Mesos.V1.Agent;
using Tepui.Client.Http;
using Tepui.Protocol.Codecs;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Client.Operators;

/// <summary>What containers write, and what they are told.</summary>
public sealed partial class AgentClient
{
    /// <summary>Runs a command inside a running container for as long as its output is not disposed of.</summary>
    /// <param name="container">A new name below its parent's.</param>
    /// <exception cref="MesosException">The agent refused it, or cannot be reached.</exception>
    public Task<ContainerOutputStream> LaunchSessionAsync(
        ContainerID container, CommandInfo command, ContainerInfo? info = null, CancellationToken cancellationToken = default) =>
        StreamAsync(
            new Call
            {
                Type = Call.Types.Type.LaunchNestedContainerSession,
                LaunchNestedContainerSession =
                    new Call.Types.LaunchNestedContainerSession { ContainerId = container, Command = command, Container = info },
            },
            cancellationToken);

    /// <summary>What a container with a terminal, or a session, writes from now on.</summary>
    /// <exception cref="MesosException">The agent refused it, or cannot be reached.</exception>
    public Task<ContainerOutputStream> AttachOutputAsync(ContainerID container, CancellationToken cancellationToken = default) =>
        StreamAsync(
            new Call
            {
                Type = Call.Types.Type.AttachContainerOutput,
                AttachContainerOutput = new Call.Types.AttachContainerOutput { ContainerId = container },
            },
            cancellationToken);

    /// <summary>Sends messages to a container's input until there are no more; completes when the agent has taken them.</summary>
    /// <exception cref="MesosException">The agent refused it, or cannot be reached.</exception>
    public async Task AttachInputAsync(
        ContainerID container, ChannelReader<ProcessIO> messages, CancellationToken cancellationToken = default)
    {
        var (response, _) = await _transport.SendAsync(
            _agent,
            server => new HttpRequestMessage(HttpMethod.Post, new Uri(server, Path))
            {
                Version = HttpVersion.Version11,
                Content = new InputContent(container, messages, _encoding, cancellationToken),
                Headers =
                {
                    Accept = { new MediaTypeWithQualityHeaderValue(MediaTypes.Of(_encoding)) },
                    TransferEncodingChunked = true,
                },
            },
            cancellationToken);
        response.Dispose();
    }

    private async Task<ContainerOutputStream> StreamAsync(Call call, CancellationToken cancellationToken)
    {
        var (response, server) = await _transport.PostAsync(_agent, Path, _encoding, call, cancellationToken);
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        return new ContainerOutputStream(response, new EventReader<ProcessIO>(server, _encoding, PipeReader.Create(stream)));
    }
}
