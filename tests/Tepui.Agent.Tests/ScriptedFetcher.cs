using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Containerizer.Fetching;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Agent.Tests;

/// <summary>Makes an empty file of each URI's last part, or hangs until it is called off.</summary>
internal sealed class ScriptedFetcher(bool hangs) : IFetcher
{
    public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task FetchAsync(IReadOnlyList<CommandInfo.Types.URI> uris, string sandbox, string? user, CancellationToken cancellation)
    {
        Begun.TrySetResult();
        if (hangs)
            await Task.Delay(Timeout.Infinite, cancellation);
        foreach (CommandInfo.Types.URI uri in uris)
            await File.WriteAllTextAsync(Path.Combine(sandbox, Path.GetFileName(uri.Value)), "", cancellation);
    }
}
