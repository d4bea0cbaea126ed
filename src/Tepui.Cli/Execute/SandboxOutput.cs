using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
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
        Uri agent, string frameworkId, ExecuteWork work, Func<bool> hasEnded, CancellationToken cancellation)
    {
        using var files = new AgentFilesClient(agent);
        string? sandbox;
        for (; ; )
        {
            // Asked before looking: a task that had ended by then has its sandbox in what is looked at, or never had one.
            var ended = hasEnded();
            sandbox = await files.FindSandboxAsync(
                frameworkId, work.Executor?.ExecutorId.Value ?? work.Tasks[0].TaskId.Value, cancellation);
            if (sandbox is not null)
                break;
            if (ended)
                return;
            await Task.Delay(Interval, TimeProvider.System, cancellation);
        }

        await Task.WhenAll(work.Tasks.SelectMany(task => Copies(files, SandboxOf(sandbox, work, task), hasEnded, cancellation)));
    }

    /// <summary>Tasks of a group have sandboxes of their own within their executor's.</summary>
    private static string SandboxOf(string sandbox, ExecuteWork work, Mesos.V1.TaskInfo task) =>
        work.Executor is null ? sandbox : $"{sandbox}/tasks/{task.TaskId.Value}";

    private static IEnumerable<Task> Copies(AgentFilesClient files, string sandbox, Func<bool> hasEnded, CancellationToken cancellation) =>
    [
        CopyAsync(files, sandbox + "/stdout", Console.OpenStandardOutput(), hasEnded, cancellation),
        CopyAsync(files, sandbox + "/stderr", Console.OpenStandardError(), hasEnded, cancellation),
    ];

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
