using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Containerizer;

/// <summary>
/// Takes care of containers that are nobody's processes when their agent is gone for good: what is asked for here is sent when the
/// agent stays away longer than its recovery timeout, or at once where tasks end with their agent.
/// </summary>
public interface IContainerWills
{
    /// <summary>Has an HTTP request ready under a name; one of the same name is replaced.</summary>
    /// <param name="socket">Path of the Unix socket to send it to.</param>
    /// <param name="request">The request with its head and body.</param>
    /// <exception cref="ContainerLaunchException">There is nobody who could take care; the message says why.</exception>
    ValueTask SetWillAsync(string name, string socket, string request, CancellationToken cancellation);

    /// <summary>Takes it back; nothing happens when there is none.</summary>
    ValueTask RevokeWillAsync(string name, CancellationToken cancellation);
}
