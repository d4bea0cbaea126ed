using System;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Containerizer.Docker;

/// <summary>What becomes of containers when nobody is left to care for them.</summary>
public sealed partial class DockerContainerizer
{
    private async ValueTask SetWillAsync(string name, CancellationToken cancellation)
    {
        if (_wills is null)
            return;

        // A container that is killed can still be looked into, and its end be told, by the agent's next process. Where there will be
        // none, nothing may stay.
        string request = _options.DieWithAgent
            ? await _engine.RequestAsync("DELETE", name, "?force=1&v=1", cancellation)
            : await _engine.RequestAsync("POST", name, "/kill?signal=KILL", cancellation);
        await _wills.SetWillAsync(name, _options.Socket, request, cancellation);
    }

    private void RevokeWill(string name)
    {
        if (_wills is not null)
            _ = RevokeAsync(_wills, name);
    }

    /// <summary>Its own failure does no harm: what the request names is gone.</summary>
    private async Task RevokeAsync(IContainerWills wills, string name)
    {
        try
        {
            await wills.RevokeWillAsync(name, _disposed.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or ContainerLaunchException)
        {
            // The agent is ending, or its supervisor cannot be had.
        }
    }
}
