using System;
using System.IO.Pipelines;
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

namespace Tepui.Client.Agents;

/// <summary>An agent's operator API (docs/operator-http-api.md of Mesos): containers, what they write, and what they are told.</summary>
public sealed class AgentClient : IDisposable
{
    private const string Path = "/api/v1";
    private const string RecordIo = "application/recordio";

    private readonly ApiTransport _transport;
    private readonly Uri _agent;
    private readonly MessageEncoding _encoding;

    public AgentClient(
        Uri agent,
        MessageEncoding encoding = MessageEncoding.Protobuf,
        TimeSpan? connectTimeout = null,
        BasicCredential? credential = null)
    {
        _agent = agent;
        _encoding = encoding;
        _transport = new ApiTransport(connectTimeout ?? TimeSpan.FromSeconds(5), credential);
    }

    /// <summary>Any call that is answered once; one that answers without content gives an empty response.</summary>
    /// <exception cref="MesosException">The agent refused it, or cannot be reached.</exception>
    public async Task<Response> CallAsync(Call call, CancellationToken cancellationToken = default)
    {
        var (response, server) = await _transport.PostAsync(_agent, Path, _encoding, call, cancellationToken);
        using (response)
        {
            var body = await ApiTransport.ReadAllAsync(response, server, cancellationToken);
            if (body.Length == 0)
            {
                return new Response();
            }

            var decoded = MessageCodec.Decode<Response>(_encoding, body);
            return decoded.Message ?? throw new MesosException($"{server.Authority} answered what is no response: {decoded.Error}");
        }
    }

    /// <summary>Runs a command inside a running container for as long as its output is not disposed of.</summary>
    /// <param name="id">A new name below its parent's.</param>
    /// <exception cref="MesosException">The agent refused it, or cannot be reached.</exception>
    public Task<ContainerOutputStream> LaunchSessionAsync(
        ContainerID id, CommandInfo command, ContainerInfo? container = null, CancellationToken cancellationToken = default) =>
        StreamAsync(
            new Call
            {
                Type = Call.Types.Type.LaunchNestedContainerSession,
                LaunchNestedContainerSession =
                    new Call.Types.LaunchNestedContainerSession { ContainerId = id, Command = command, Container = container },
            },
            cancellationToken);

    /// <summary>What a container with a terminal, or a session, writes from now on.</summary>
    /// <exception cref="MesosException">The agent refused it, or cannot be reached.</exception>
    public Task<ContainerOutputStream> AttachOutputAsync(ContainerID id, CancellationToken cancellationToken = default) =>
        StreamAsync(
            new Call
            {
                Type = Call.Types.Type.AttachContainerOutput,
                AttachContainerOutput = new Call.Types.AttachContainerOutput { ContainerId = id },
            },
            cancellationToken);

    /// <summary>Sends messages to a container's input until there are no more; completes when the agent has taken them.</summary>
    /// <exception cref="MesosException">The agent refused it, or cannot be reached.</exception>
    public async Task AttachInputAsync(ContainerID id, ChannelReader<ProcessIO> messages, CancellationToken cancellationToken = default)
    {
        (HttpResponseMessage response, _) = await _transport.SendAsync(
            _agent,
            server => new HttpRequestMessage(HttpMethod.Post, new Uri(server, Path))
            {
                Version = System.Net.HttpVersion.Version11,
                Content = new InputContent(id, messages, _encoding, cancellationToken)
                {
                    Headers = { ContentType = new MediaTypeHeaderValue(RecordIo) },
                },
                Headers =
                {
                    Accept = { new MediaTypeWithQualityHeaderValue(MediaTypes.Of(_encoding)) },
                    TransferEncodingChunked = true,
                },
            },
            cancellationToken);
        response.Dispose();
    }

    /// <summary>How a nested container ended, as wait(2) gives it; null when nobody knows.</summary>
    /// <exception cref="MesosException">The agent refused it, or cannot be reached.</exception>
    public async Task<int?> WaitNestedAsync(ContainerID id, CancellationToken cancellationToken = default)
    {
        var response = await CallAsync(
            new Call
            {
                Type = Call.Types.Type.WaitNestedContainer,
                WaitNestedContainer = new Call.Types.WaitNestedContainer { ContainerId = id },
            },
            cancellationToken);
        return response.WaitNestedContainer is { HasExitStatus: true } ended ? ended.ExitStatus : null;
    }

    public void Dispose() => _transport.Dispose();

    private async Task<ContainerOutputStream> StreamAsync(Call call, CancellationToken cancellationToken)
    {
        var (response, server) = await _transport.PostAsync(_agent, Path, _encoding, call, cancellationToken);
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        return new ContainerOutputStream(response, new EventReader<ProcessIO>(server, _encoding, PipeReader.Create(stream)));
    }
}
