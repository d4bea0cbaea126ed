using System.Collections.Generic;
using System.Threading;
using Mesos.V1;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Fetching;

/// <summary>Brings a command's URIs into its sandbox before it starts (docs/fetcher.md).</summary>
public interface IFetcher
{
    /// <summary>Completes when all are there, unpacked or executable as asked; what belongs to a user is given to him.</summary>
    /// <param name="user">Owner of what was fetched, or null for the agent's own.</param>
    /// <exception cref="ContainerLaunchException">One could not be had; the message names it and says what to do.</exception>
    Task FetchAsync(IReadOnlyList<CommandInfo.Types.URI> uris, string sandbox, string? user, CancellationToken cancellation);
}
