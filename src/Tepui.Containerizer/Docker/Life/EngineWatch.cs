using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Tepui.Containerizer.Docker.Engine;

namespace Tepui.Containerizer.Docker.Life;

/// <summary>
/// Keeps one stream of events open. Whenever it is opened, first of all and after dockerd was away, everything there is is listed and
/// handed over: what ended or vanished meanwhile had nobody to tell it to.
/// </summary>
internal sealed class EngineWatch(EngineClient engine, string label, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>Ends that fall between the request for the stream and its start are sent again; telling one twice does no harm.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _firstTry = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Compares what is known with what there is; the stream is open meanwhile.</summary>
    public required Func<IReadOnlyList<ContainerSummary>, CancellationToken, Task> Synchronize { get; init; }

    /// <summary>A container's process has ended.</summary>
    public required Action<string, int?> Ended { get; init; }

    /// <summary>A command that was run inside a container has ended: what it is called by, and its exit code.</summary>
    public required Action<string, int?> CommandEnded { get; init; }

    /// <summary>Completes when dockerd was reached, or could not be for the first time.</summary>
    public Task FirstTry => _firstTry.Task;

    /// <summary>How many times dockerd was reached.</summary>
    public int Connections { get; private set; }

    /// <summary>Why there is no connection now; null when there is one.</summary>
    public string? Problem { get; private set; } = "dockerd was not reached yet";

    /// <summary>Completes as soon as dockerd is there and everything was compared.</summary>
    public Task ConnectedAsync(CancellationToken cancellation)
    {
        lock (_gate)
            return _connected.Task.WaitAsync(cancellation);
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        TimeSpan pause = FirstPause;
        bool told = false;
        while (!cancellation.IsCancellationRequested)
        {
            bool reached = false;
            try
            {
                string version = await engine.NegotiateAsync(cancellation);
                await using Stream events = await engine.EndsAsync(label, time.GetUtcNow() - Overlap, cancellation);
                IReadOnlyList<ContainerSummary> containers = await engine.ListAsync(label, cancellation);
                DockerLog.Connected(logger, version, containers.Count);
                await Synchronize(containers, cancellation);
                reached = true;
                Connections++;
                told = false;
                SetConnected();
                await ReadAsync(events, cancellation);
                Problem = "dockerd has closed its stream of events";
            }
            catch (Exception e) when (e is EngineUnavailableException or EngineRefusedException)
            {
                Problem = e.Message;
            }
            catch (Exception e) when (e is IOException or HttpRequestException)
            {
                Problem = engine.Lost(e).Message;
            }
            catch (OperationCanceledException)
            {
                return;
            }

            SetLost(reached);
            if (!told)
                DockerLog.Unavailable(logger, Problem);
            told = true;
            _ = _firstTry.TrySetResult();
            pause = reached ? FirstPause : pause * 2 < LongestPause ? pause * 2 : LongestPause;
            await Task.Delay(pause, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void SetConnected()
    {
        lock (_gate)
        {
            Problem = null;
            _ = _connected.TrySetResult();
        }

        _ = _firstTry.TrySetResult();
    }

    private void SetLost(bool wasConnected)
    {
        if (!wasConnected)
            return;
        lock (_gate)
            _connected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private async Task ReadAsync(Stream events, CancellationToken cancellation)
    {
        using var reader = new StreamReader(events, Encoding.UTF8);
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            if (line.Length == 0)
                continue;
            EngineEvent happened = EngineClient.Parse(Encoding.UTF8.GetBytes(line), EngineJson.Default.EngineEvent);
            if (happened.Actor?.Attributes is not { } attributes)
                continue;
            int? exitCode = int.TryParse(attributes.GetValueOrDefault("exitCode"), out int code) ? code : null;
            if (happened.Action == "die" && Translation.ContainerLabels.IdIn(attributes) is { } id)
                Ended(id, exitCode);
            else if (happened.Action == "exec_die" && attributes.GetValueOrDefault("execID") is { } command)
                CommandEnded(command, exitCode);
        }
    }
}
