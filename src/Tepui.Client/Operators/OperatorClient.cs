using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1.Master;
using Tepui.Client.Http;
using Tepui.Client.Masters;
using Tepui.Protocol.Codecs;

namespace Tepui.Client.Operators;

/// <summary>The master's operator API (docs/operator-http-api.md of Mesos), and the plain JSON pages beside it.</summary>
public sealed class OperatorClient : IDisposable
{
    private const string Path = "/api/v1";

    private static readonly TimeSpan DefaultConnectTimeout = TimeSpan.FromSeconds(5);

    private readonly ApiTransport _transport;
    private readonly IMasterDetector _masters;
    private readonly MessageEncoding _encoding;
    private readonly TimeSpan _detectTimeout;
    private readonly TimeProvider _time;
    private DetectedMaster? _present;

    /// <param name="master">Any master: a standby's redirect to the leader is followed.</param>
    public OperatorClient(
        Uri master,
        MessageEncoding encoding = MessageEncoding.Protobuf,
        TimeSpan? connectTimeout = null,
        BasicCredential? credential = null)
        : this(new FixedMasters([master]), encoding, connectTimeout, credential)
    {
    }

    /// <param name="masters">Asked for the leader before the first call, and again when that cannot be reached; its owner disposes it.</param>
    /// <param name="detectTimeout">How long a call waits while no master is known; 10 s by default.</param>
    /// <param name="time">Measures it.</param>
    public OperatorClient(
        IMasterDetector masters,
        MessageEncoding encoding = MessageEncoding.Protobuf,
        TimeSpan? connectTimeout = null,
        BasicCredential? credential = null,
        TimeSpan? detectTimeout = null,
        TimeProvider? time = null)
    {
        _masters = masters;
        _time = time ?? TimeProvider.System;
        _encoding = encoding;
        _detectTimeout = detectTimeout ?? TimeSpan.FromSeconds(10);
        _transport = new ApiTransport(connectTimeout ?? DefaultConnectTimeout, credential);
    }

    /// <summary>Any call; a call that answers without content gives an empty response.</summary>
    /// <exception cref="MesosException">The master refused it, or cannot be reached.</exception>
    public async Task<Response> CallAsync(Call call, CancellationToken cancellationToken = default)
    {
        var (response, leader) = await WithMasterAsync(
            master => _transport.PostAsync(master, Path, _encoding, call, cancellationToken), cancellationToken);
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
        var (response, leader) = await WithMasterAsync(
            master => _transport.PostAsync(master, Path, _encoding, call, cancellationToken), cancellationToken);
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
            using var response = await WithMasterAsync(
                master => _transport.GetAsync(master, "/health", cancellationToken), cancellationToken);
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
        var (body, asked) = await WithMasterAsync(
            async master => (await _transport.GetBytesAsync(master, pathAndQuery, cancellationToken), master), cancellationToken);
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException exception)
        {
            throw new MesosException($"{asked.Authority}{pathAndQuery} is not JSON: {exception.Message}", null, exception);
        }
    }

    /// <summary>The leader that this master's <c>/redirect</c> names.</summary>
    /// <exception cref="MesosException">It names none, as while nobody is elected.</exception>
    public Task<Uri> FindLeaderAsync(CancellationToken cancellationToken = default) =>
        WithMasterAsync(master => _transport.FindRedirectAsync(master, "/redirect", cancellationToken), cancellationToken);

    /// <summary>The master that a call would go to at present: with an election, the leader.</summary>
    /// <exception cref="MesosException">None is known, and none came up in time.</exception>
    public async Task<Uri> DetectAsync(CancellationToken cancellationToken = default) =>
        (_present is { Changed.IsCompleted: false } known ? known : await FindAsync(cancellationToken)).Address;

    public void Dispose() => _transport.Dispose();

    /// <summary>
    /// Asks the master that answered last, and others while there are, as long as none can be reached. A call that may have come
    /// through is not repeated.
    /// </summary>
    private async Task<T> WithMasterAsync<T>(Func<Uri, Task<T>> ask, CancellationToken cancellationToken)
    {
        var tried = new HashSet<Uri>();
        while (true)
        {
            var master = _present is { Changed.IsCompleted: false } known ? known : await FindAsync(cancellationToken);
            tried.Add(master.Address);
            try
            {
                var answer = await ask(master.Address);
                _present = master;
                return answer;
            }
            catch (MesosException exception) when (exception.IsUnreachable)
            {
                _present = null;
                var next = await FindAsync(cancellationToken);
                if (tried.Contains(next.Address))
                {
                    throw;
                }

                _present = next;
            }
        }
    }

    private async Task<DetectedMaster> FindAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _masters.DetectAsync(cancellationToken).WaitAsync(_detectTimeout, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new MesosException($"{_masters.Problem ?? "no master is known"} (waited {_detectTimeout.TotalSeconds:0.###} s)");
        }
    }

    private Task<Response> CallAsync(Call.Types.Type type, CancellationToken cancellationToken) =>
        CallAsync(new Call { Type = type }, cancellationToken);
}
