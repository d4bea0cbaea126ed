using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Mesos.V1.Agent;
using Tepui.Client;
using Tepui.Client.Operators;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Cli.Tasks;

/// <summary>Joins a container's streams with ours.</summary>
internal static class TaskSession
{
    /// <summary>Goes on until the container has ended or is left.</summary>
    /// <param name="input">What is sent to it; null sends nothing.</param>
    /// <returns>Whether it has ended.</returns>
    /// <exception cref="MesosException">The connection failed, or the input was refused.</exception>
    public static async Task<bool> RunAsync(
        AgentClient agent, ContainerID container, ContainerOutputStream output, InputPump? input, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var writing = input is null ? Task.Delay(Timeout.Infinite, over.Token) : agent.AttachInputAsync(container, input.Messages, over.Token);
        var reading = CopyAsync(output, over.Token);
        var left = input?.Left ?? Task.Delay(Timeout.Infinite, over.Token);
        try
        {
            // Input may end before its container does; one that is refused ends everything.
            var first = await Task.WhenAny(reading, left, writing);
            if (first == writing && !writing.IsCompletedSuccessfully && !reading.IsCompleted)
                await writing;
            first = await Task.WhenAny(reading, left);
            if (first == reading)
                await reading;
            return first == reading;
        }
        finally
        {
            input?.Dispose();
            await over.CancelAsync();
            await Task.WhenAll(writing, reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task CopyAsync(ContainerOutputStream output, CancellationToken cancellation)
    {
        await using var stdout = Console.OpenStandardOutput();
        await using var stderr = Console.OpenStandardError();
        await foreach (var message in output.ReadAsync(cancellation))
        {
            if (message.Data is not { } data || message.Type != ProcessIO.Types.Type.Data)
                continue;
            Stream to = data.Type == ProcessIO.Types.Data.Types.Type.Stderr ? stderr : stdout;
            await to.WriteAsync(data.Data_.Memory, CancellationToken.None);
            await to.FlushAsync(CancellationToken.None);
        }
    }
}
