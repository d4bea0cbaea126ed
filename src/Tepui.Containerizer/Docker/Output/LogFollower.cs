using System;
using System.Buffers;
using System.IO;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Tepui.Containerizer.Docker.Engine;
using Tepui.Containerizer.Docker.Life;

namespace Tepui.Containerizer.Docker.Output;

/// <summary>
/// Brings what a container writes into the files stdout and stderr of its sandbox: byte for byte from a stream that was attached
/// before it started, and, when that breaks, from the log that dockerd keeps. Of the log, which is read from its beginning, as much is
/// skipped as the files were given already.
/// </summary>
internal sealed class LogFollower(EngineClient engine, EngineWatch watch, ContainerRecords records, TimeProvider time, ILogger logger)
{
    private const int BufferSize = 16 * 1024;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>How long after an attached stream the container's end may be told, before the stream counts as broken.</summary>
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(2);

    /// <param name="attached">Its output from the first byte on; null when there is only the log.</param>
    /// <param name="noticed">Told when it has ended and nobody seems to know.</param>
    public async Task FollowAsync(
        DockerContainer container,
        string sandbox,
        OutputPlan plan,
        Attachment? attached,
        Action noticed,
        CancellationToken cancellation)
    {
        try
        {
            using OutputLog stdout = Open(container, sandbox, "stdout", plan.Stdout);
            using OutputLog stderr = Open(container, sandbox, "stderr", plan.Stderr);
            if (attached is not null && await ReadAttachedAsync(container, attached, new Copy(stdout, stderr), cancellation))
                return;
            while (true)
            {
                // A log that is followed may end before its last lines (Docker 20.10): only one that is read after the end is whole.
                bool last = container.EndSeen.IsCompleted;
                if (await ReadLogAsync(container.Name, follow: !last, new Copy(stdout, stderr, plan), cancellation))
                {
                    if (last)
                        return;
                    if (!await RunsAsync(container.Name, cancellation))
                        noticed();
                }

                await watch.ConnectedAsync(cancellation);
                _ = await Task.WhenAny(container.EndSeen, Task.Delay(Pause, time, cancellation));
                cancellation.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException)
        {
            // The agent is ending.
        }
        catch (Exception e) when (e is EngineRefusedException or SandboxWriteException)
        {
            // The container was removed behind our back, its log driver keeps nothing, or the disk is full.
            DockerLog.OutputLost(logger, container.Name, e.Message);
        }
        finally
        {
            attached?.Dispose();
        }
    }

    private OutputLog Open(DockerContainer container, string sandbox, string name, OutputFilePlan plan) =>
        new(sandbox, name, plan.Limit, records.RotationNote(container.Name, name));

    /// <summary>Whether everything came: the stream ended with the container, and not with dockerd.</summary>
    private async Task<bool> ReadAttachedAsync(DockerContainer container, Attachment attached, Copy copy, CancellationToken cancellation)
    {
        if (!await CopyAsync(attached.Stream, copy, cancellation))
            return false;
        _ = await Task.WhenAny(container.EndSeen, Task.Delay(EndPatience, time, cancellation));
        return container.EndSeen.IsCompleted && watch.Connections == attached.Connection;
    }

    private async Task<bool> ReadLogAsync(string name, bool follow, Copy copy, CancellationToken cancellation)
    {
        try
        {
            await using Stream stream = await engine.LogsAsync(name, follow, cancellation);
            return await CopyAsync(stream, copy, cancellation);
        }
        catch (EngineUnavailableException)
        {
            return false;
        }
    }

    /// <summary>Copies one stream to its end; false when it broke off.</summary>
    private static async Task<bool> CopyAsync(Stream stream, Copy copy, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                // No buffer is held while a container has nothing to say.
                _ = await stream.ReadAsync(Memory<byte>.Empty, cancellation);
                byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
                try
                {
                    int count = await stream.ReadAsync(buffer, cancellation);
                    if (count == 0)
                        return true;
                    copy.Take(buffer.AsSpan(0, count));
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                }
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return false;
        }
    }

    private async Task<bool> RunsAsync(string name, CancellationToken cancellation)
    {
        try
        {
            byte[] json = await engine.InspectAsync(name, cancellation);
            return EngineClient.Parse(json, EngineJson.Default.ContainerInspection).State.IsRunning;
        }
        catch (EngineUnavailableException)
        {
            return true;
        }
    }

    /// <summary>One reading of the whole output, of which the first bytes may be there already.</summary>
    private sealed class Copy(OutputLog stdout, OutputLog stderr)
    {
        private readonly LogFrames _frames = new();
        private long _skipStdout;
        private long _skipStderr;

        public Copy(OutputLog stdout, OutputLog stderr, OutputPlan plan)
            : this(stdout, stderr)
        {
            _skipStdout = Math.Max(0, stdout.Written - plan.Stdout.Before);
            _skipStderr = Math.Max(0, stderr.Written - plan.Stderr.Before);
        }

        public void Take(ReadOnlySpan<byte> bytes) => _frames.Feed(bytes, Write);

        private void Write(int stream, ReadOnlySpan<byte> bytes)
        {
            ref long skip = ref stream == LogFrames.Stderr ? ref _skipStderr : ref _skipStdout;
            int skipped = (int)Math.Min(skip, bytes.Length);
            skip -= skipped;
            if (skipped < bytes.Length)
                (stream == LogFrames.Stderr ? stderr : stdout).Write(bytes[skipped..]);
        }
    }
}
