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
/// Brings what a container writes into the files stdout and stderr of its sandbox. dockerd keeps the whole output, so that after any
/// break it is read from its beginning, and as much of it is skipped as the files hold.
/// </summary>
internal sealed class LogFollower(EngineClient engine, EngineWatch watch, TimeProvider time, ILogger logger)
{
    private const int BufferSize = 16 * 1024;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <param name="before">Bytes that stood in the files before the container.</param>
    /// <param name="hasEnded">Whether the container is known to have ended, so that its output's end is no break.</param>
    public async Task FollowAsync(
        string name, string sandbox, (long Stdout, long Stderr) before, Func<bool> hasEnded, CancellationToken cancellation)
    {
        try
        {
            using SandboxFile stdout = SandboxFile.Open(sandbox, "stdout");
            using SandboxFile stderr = SandboxFile.Open(sandbox, "stderr");
            while (true)
            {
                var copy = new Copy(stdout, stderr, before);
                bool whole = await ReadAsync(name, copy, cancellation);
                if (whole && (hasEnded() || !await RunsAsync(name, cancellation)))
                    return;
                await watch.ConnectedAsync(cancellation);
                await Task.Delay(Pause, time, cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            // The agent is ending, or the end has waited long enough.
        }
        catch (Exception e) when (e is EngineRefusedException or SandboxWriteException)
        {
            // The container was removed behind our back, its log driver keeps nothing, or the disk is full.
            DockerLog.OutputLost(logger, name, e.Message);
        }
    }

    /// <summary>Copies one stream to its end; false when dockerd broke off.</summary>
    private async Task<bool> ReadAsync(string name, Copy copy, CancellationToken cancellation)
    {
        try
        {
            await using Stream stream = await engine.LogsAsync(name, cancellation);
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
        catch (EngineUnavailableException)
        {
            return false;
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

    /// <summary>One reading of the whole output, of which the first bytes are there already.</summary>
    private sealed class Copy(SandboxFile stdout, SandboxFile stderr, (long Stdout, long Stderr) before)
    {
        private readonly LogFrames _frames = new();
        private long _skipStdout = Math.Max(0, stdout.Length - before.Stdout);
        private long _skipStderr = Math.Max(0, stderr.Length - before.Stderr);

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
