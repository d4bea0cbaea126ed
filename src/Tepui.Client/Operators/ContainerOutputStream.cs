using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1.Agent;
using Tepui.Client.Http;

namespace Tepui.Client.Operators;

/// <summary>What a container writes, until it ends. Disposing it ends the container of a session.</summary>
public sealed class ContainerOutputStream : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly EventReader<ProcessIO> _messages;

    internal ContainerOutputStream(HttpResponseMessage response, EventReader<ProcessIO> messages) =>
        (_response, _messages) = (response, messages);

    /// <summary>Data and heartbeats as they come. To be read once, by one reader.</summary>
    /// <exception cref="MesosException">The connection failed, or what came is no message.</exception>
    public async IAsyncEnumerable<ProcessIO> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await _messages.MoveNextAsync(cancellationToken))
        {
            yield return _messages.Current;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _messages.CloseAsync();
        _response.Dispose();
        _messages.Dispose();
    }
}
