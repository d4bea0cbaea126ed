using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1.Master;
using Tepui.Client.Http;
using Tepui.Protocol.Codecs;

namespace Tepui.Client.Operators;

/// <summary>The master's operator API (docs/operator-http-api.md of Mesos), and the plain JSON pages beside it.</summary>
public sealed class OperatorClient : IDisposable
{
    private const string Path = "/api/v1";

    private readonly ApiTransport _transport;
    private readonly Uri _master;
    private readonly MessageEncoding _encoding;

    public OperatorClient(
        Uri master,
        MessageEncoding encoding = MessageEncoding.Protobuf,
        TimeSpan? connectTimeout = null,
        BasicCredential? credential = null)
    {
        _master = master;
        _encoding = encoding;
        _transport = new ApiTransport(connectTimeout ?? TimeSpan.FromSeconds(5), credential);
    }

    /// <summary>Any call; a call that answers without content gives an empty response.</summary>
    /// <exception cref="MesosException">The master refused it, or cannot be reached.</exception>
    public async Task<Response> CallAsync(Call call, CancellationToken cancellationToken = default)
    {
        var (response, leader) = await _transport.PostAsync(_master, Path, _encoding, call, cancellationToken);
        using (response)
        {
            var body = await ApiTransport.ReadAllAsync(response, leader, cancellationToken);
            if (body.Length == 0)
            {
                return new Response();
            }

            var decoded = MessageCodec.Decode<Response>(_encoding, body);
            return decoded.Message ?? throw new MesosException($"{leader.Authority} answered what is no response: {decoded.Error}");
        }
    }

    /// <summary>Subscribes to the event stream; a standby's redirect to the leader is followed.</summary>
    /// <exception cref="MesosException">The master refused it, or cannot be reached.</exception>
    public async Task<OperatorSubscription> SubscribeAsync(CancellationToken cancellationToken = default)
    {
        var call = new Call { Type = Call.Types.Type.Subscribe };
        var (response, leader) = await _transport.PostAsync(_master, Path, _encoding, call, cancellationToken);
        return await OperatorSubscription.OpenAsync(leader, response, _encoding, cancellationToken);
    }

    public async Task<IReadOnlyList<Response.Types.GetAgents.Types.Agent>> GetAgentsAsync(CancellationToken cancellationToken = default) =>
        (await CallAsync(Call.Types.Type.GetAgents, cancellationToken)).GetAgents?.Agents ?? [];

    public async Task<Response.Types.GetTasks> GetTasksAsync(CancellationToken cancellationToken = default) =>
        (await CallAsync(Call.Types.Type.GetTasks, cancellationToken)).GetTasks ?? new Response.Types.GetTasks();

    public async Task<Response.Types.GetFrameworks> GetFrameworksAsync(CancellationToken cancellationToken = default) =>
        (await CallAsync(Call.Types.Type.GetFrameworks, cancellationToken)).GetFrameworks ?? new Response.Types.GetFrameworks();

    public async Task<string> GetVersionAsync(CancellationToken cancellationToken = default) =>
        (await CallAsync(Call.Types.Type.GetVersion, cancellationToken)).GetVersion?.VersionInfo?.Version ?? "";

    /// <summary>Where an agent answers; null when the master does not know it.</summary>
    public async Task<Uri?> FindAgentAsync(Mesos.V1.AgentID agentId, CancellationToken cancellationToken = default)
    {
        var agents = await GetAgentsAsync(cancellationToken);
        var agent = agents.FirstOrDefault(agent => agent.AgentInfo.Id?.Value == agentId.Value);
        if (agent is null)
        {
            return null;
        }

        // The process id has the address it is bound to; a host name may not resolve from here.
        return agent.HasPid && MesosAddress.TryParse(agent.Pid, out var address)
            ? address
            : MesosAddress.Parse($"{agent.AgentInfo.Hostname}:{agent.AgentInfo.Port}");
    }

    /// <summary>Whether the master answers at all.</summary>
    public async Task<bool> IsHealthyAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            using var response = await _transport.GetAsync(_master, "/health", cancellationToken);
            return true;
        }
        catch (MesosException)
        {
            return false;
        }
    }

    /// <summary>A JSON page such as <c>/state</c>.</summary>
    public async Task<JsonDocument> GetJsonAsync(string pathAndQuery, CancellationToken cancellationToken = default)
    {
        var body = await _transport.GetBytesAsync(_master, pathAndQuery, cancellationToken);
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException exception)
        {
            throw new MesosException($"{_master.Authority}{pathAndQuery} is not JSON: {exception.Message}", null, exception);
        }
    }

    /// <summary>The leader that this master's <c>/redirect</c> names.</summary>
    /// <exception cref="MesosException">It names none, as while nobody is elected.</exception>
    public Task<Uri> FindLeaderAsync(CancellationToken cancellationToken = default) =>
        _transport.FindRedirectAsync(_master, "/redirect", cancellationToken);

    public void Dispose() => _transport.Dispose();

    private Task<Response> CallAsync(Call.Types.Type type, CancellationToken cancellationToken) =>
        CallAsync(new Call { Type = type }, cancellationToken);
}
