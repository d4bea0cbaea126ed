using System;
using System.Collections.Generic;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Mesos.V1.Agent;
using Tepui.Client.Http;
using Tepui.Protocol.Codecs;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Client.Operators;

/// <summary>An agent's operator API (docs/operator-http-api.md of Mesos), with its containers.</summary>
public sealed partial class AgentClient : IDisposable
{
    private const string Path = "/api/v1";

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

    /// <summary>A container's id, below the one it is nested in when there is one.</summary>
    public static ContainerID ContainerId(string value, ContainerID? parent = null) => new() { Value = value, Parent = parent };

    /// <summary>Any call; a call that answers without content gives an empty response.</summary>
    /// <exception cref="MesosException">The agent refused it, or cannot be reached.</exception>
    public async Task<Response> CallAsync(Call call, CancellationToken cancellationToken = default) =>
        (await SendAsync(call, cancellationToken)).Response;

    /// <summary>
    /// Launches a container nested in another, or one of its own when <paramref name="container"/> has no parent; completes when its
    /// command runs.
    /// </summary>
    /// <returns>False when one of this id is there already.</returns>
    /// <exception cref="MesosException">It could not be launched; the message says why.</exception>
    public async Task<bool> LaunchContainerAsync(
        ContainerID container,
        CommandInfo command,
        ContainerInfo? info = null,
        IEnumerable<Resource>? resources = null,
        CancellationToken cancellationToken = default)
    {
        var launch = new Call.Types.LaunchContainer { ContainerId = container, Command = command, Container = info };
        launch.Resources.AddRange(resources ?? []);
        var (status, _) = await SendAsync(
            new Call { Type = Call.Types.Type.LaunchContainer, LaunchContainer = launch }, cancellationToken);
        return status == HttpStatusCode.OK;
    }

    /// <summary>How a container ended, once it has; null when the agent does not know it.</summary>
    public async Task<Response.Types.WaitContainer?> WaitContainerAsync(ContainerID container, CancellationToken cancellationToken = default)
    {
        try
        {
            var call = new Call { Type = Call.Types.Type.WaitContainer, WaitContainer = new() { ContainerId = container } };
            return (await CallAsync(call, cancellationToken)).WaitContainer;
        }
        catch (MesosException exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Sends a signal to a container's processes, SIGKILL by default.</summary>
    /// <returns>False when there is no such container that lives.</returns>
    public async Task<bool> KillContainerAsync(ContainerID container, int? signal = null, CancellationToken cancellationToken = default)
    {
        var kill = new Call.Types.KillContainer { ContainerId = container };
        if (signal is { } number)
        {
            kill.Signal = number;
        }

        try
        {
            await CallAsync(new Call { Type = Call.Types.Type.KillContainer, KillContainer = kill }, cancellationToken);
            return true;
        }
        catch (MesosException exception) when (exception.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    /// <summary>Removes what is left of a container that has ended, its sandbox too.</summary>
    /// <exception cref="MesosException">It has not ended, or its outermost container is gone.</exception>
    public Task RemoveContainerAsync(ContainerID container, CancellationToken cancellationToken = default) => CallAsync(
        new Call { Type = Call.Types.Type.RemoveContainer, RemoveContainer = new() { ContainerId = container } }, cancellationToken);

    public void Dispose() => _transport.Dispose();

    private async Task<(HttpStatusCode Status, Response Response)> SendAsync(Call call, CancellationToken cancellationToken)
    {
        var (response, agent) = await _transport.PostAsync(_agent, Path, _encoding, call, cancellationToken);
        using (response)
        {
            var body = await ApiTransport.ReadAllAsync(response, agent, cancellationToken);
            if (body.Length == 0)
            {
                return (response.StatusCode, new Response());
            }

            var decoded = MessageCodec.Decode<Response>(_encoding, body);
            return (
                response.StatusCode,
                decoded.Message ?? throw new MesosException($"{agent.Authority} answered what is no response: {decoded.Error}"));
        }
    }
}
