using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Client.Files;

namespace Tepui.Cli.Execute;

/// <summary>Copies a task's stdout and stderr from its sandbox to ours, as they grow, until the task has ended.</summary>
internal static class SandboxOutput
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <param name="hasEnded">Whether the task writes nothing more.</param>
    public static async Task FollowAsync(
        Uri agent, string frameworkId, string taskId, Func<bool> hasEnded, CancellationToken cancellation)
    {
        using var files = new AgentFilesClient(agent);
        string? sandbox;
        for (; ; )
        {
            // Asked before looking: a task that had ended by then has its sandbox in what is looked at, or never had one.
            var ended = hasEnded();
            sandbox = await files.FindSandboxAsync(frameworkId, taskId, cancellation);
            if (sandbox is not null)
                break;
            if (ended)
                return;
            await Task.Delay(Interval, TimeProvider.System, cancellation);
        }

        await Task.WhenAll(
            CopyAsync(files, sandbox + "/stdout", Console.OpenStandardOutput(), hasEnded, cancellation),
            CopyAsync(files, sandbox + "/stderr", Console.OpenStandardError(), hasEnded, cancellation));
    }

    private static async Task CopyAsync(
        AgentFilesClient files, string path, Stream output, Func<bool> hasEnded, CancellationToken cancellation)
    {
        await foreach (var chunk in files.FollowAsync(path, hasEnded, Interval, TimeProvider.System, cancellation))
        {
            await output.WriteAsync(chunk.Data, cancellation);
            await output.FlushAsync(cancellation);
        }
    }
}
