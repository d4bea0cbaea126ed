using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Containerizer.Docker.Engine;
using Tepui.Containerizer.Docker.Life;
using Tepui.Containerizer.Docker.Output;
using Tepui.Containerizer.Docker.Translation;

namespace Tepui.Containerizer.Docker;

/// <summary>How ends are noticed, and what is compared when dockerd was away.</summary>
public sealed partial class DockerContainerizer
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    /// <summary>An event tells an end.</summary>
    private void Ended(string id, int? exitCode)
    {
        lock (_gate)
        {
            if (!_containers.TryGetValue(id, out DockerContainer? container))
                return;
            if (container.State is DockerContainerState.Launching or DockerContainerState.Ending)
                container.EarlyEnd = (true, exitCode);
            else
                BeginEnd(container, exitCode);
        }
    }

    /// <summary>Compares what this process knows with what dockerd has.</summary>
    private async Task SynchronizeAsync(IReadOnlyList<ContainerSummary> found, CancellationToken cancellation)
    {
        var byId = new Dictionary<string, ContainerSummary>(StringComparer.Ordinal);
        foreach (ContainerSummary summary in found)
        {
            if (ContainerLabels.IdIn(summary.Labels) is { } id)
                byId[id] = summary;
        }

        DockerContainer[] known;
        lock (_gate)
            known = [.. _containers.Values.Where(container => container.State == DockerContainerState.Running)];
        foreach (DockerContainer container in known)
        {
            bool listed = byId.TryGetValue(container.Id, out ContainerSummary? summary);
            if (listed && container.Output is null)
                await FindAgainAsync(container, summary!, cancellation);
            if (!listed || !summary!.IsRunning)
            {
                lock (_gate)
                    BeginEnd(container, null);
            }
        }

        foreach ((string id, ContainerSummary summary) in byId)
            await TidyAsync(id, summary, cancellation);
        await _inside.RefreshAsync(cancellation);
    }

    /// <summary>Goes on with a container of an earlier process of this agent.</summary>
    private async Task FindAgainAsync(DockerContainer container, ContainerSummary summary, CancellationToken cancellation)
    {
        if (await TryInspectAsync(container.Name, cancellation) is { } inspection
            && ContainerLabels.SandboxIn(summary.Labels) is { } sandbox)
        {
            await SetWillAsync(container.Name, cancellation);
            if (inspection.HostConfig is { } limits)
                container.Resources = Limits.Of(limits);
            Adopt(container, inspection, sandbox, ContainerLabels.OutputIn(summary.Labels), null);
        }
    }

    /// <summary>What carries this agent's mark and is not on record: ended and forgotten, or nobody's.</summary>
    private async Task TidyAsync(string id, ContainerSummary summary, CancellationToken cancellation)
    {
        string name = summary.Names is [{ } first, ..] ? first.TrimStart('/') : summary.Id;
        lock (_gate)
        {
            if (_containers.ContainsKey(id) || _removals.Has(name))
                return;
        }

        if (!summary.IsRunning)
        {
            ContainerInspection? inspection = await TryInspectAsync(name, cancellation);
            _removals.Add(name, (inspection?.State.FinishedAt ?? default) + _options.RemoveDelay);
        }
        else if (_options.KillOrphans)
        {
            DockerLog.Orphan(_logger, name, "it is killed and removed");
            _removals.Add(name, default);
        }
        else
        {
            DockerLog.Orphan(_logger, name, "it is left alone (--docker_kill_orphans=false)");
        }
    }

    /// <summary>A container runs, or ran until just now: its output is followed from here on.</summary>
    /// <exception cref="ContainerLaunchException">It was destroyed while it was launched.</exception>
    private void Adopt(
        DockerContainer container, ContainerInspection inspection, string sandbox, OutputPlan output, Attachment? attached)
    {
        lock (_gate)
        {
            ThrowIfGivenUp(container);
            container.Pid = inspection.State.Pid;
            container.EngineId = inspection.Id;
            container.IpAddresses = [.. DockerLauncher.Addresses(inspection)];
            container.StopSignal = string.IsNullOrEmpty(inspection.Config?.StopSignal) ? null : inspection.Config.StopSignal;
            container.State = DockerContainerState.Running;
            container.Output = Task.Run(
                () => _output.FollowAsync(container, sandbox, output, attached, () => Ended(container.Id, null), _disposed.Token),
                CancellationToken.None);
            (bool ended, int? exitCode) = container.EarlyEnd;
            container.EarlyEnd = default;
            if (ended || !inspection.State.IsRunning)
                BeginEnd(container, exitCode);
        }
    }

    private void BeginEnd(DockerContainer container, int? exitCode)
    {
        if (container.State != DockerContainerState.Running)
            return;
        container.State = DockerContainerState.Ending;
        container.End = Task.Run(() => EndAsync(container, exitCode, _disposed.Token), CancellationToken.None);
    }

    /// <summary>Finds out how it ended, waits for its output, and tells.</summary>
    private async Task EndAsync(DockerContainer container, int? exitCode, CancellationToken cancellation)
    {
        try
        {
            ContainerInspection? inspection = await InspectInTheEndAsync(container.Name, cancellation);
            while (inspection?.State.IsRunning == true)
            {
                lock (_gate)
                {
                    // It was missing in a list that is older than it, or somebody has started it again.
                    if (!container.EarlyEnd.Seen)
                    {
                        container.State = DockerContainerState.Running;
                        return;
                    }

                    (_, exitCode) = container.EarlyEnd;
                    container.EarlyEnd = default;
                }

                inspection = await InspectInTheEndAsync(container.Name, cancellation);
            }

            container.SetEndSeen();
            _inside.ContainerEnded(container);
            if (container.Output is { } output)
                await WaitForOutputAsync(container.Name, output, cancellation);
            if (!_options.DieWithAgent)
                RevokeWill(container.Name);
            lock (_gate)
            {
                container.Exit = ContainerEnd.Of(container, inspection?.State, exitCode);
                container.FinishedAt = inspection?.State.FinishedAt is { Year: > 1 } finished ? finished : _time.GetUtcNow();
                container.State = DockerContainerState.Ended;
                if (!_isRecovering)
                    _ = _exits.Writer.TryWrite(container.Exit);
            }
        }
        catch (OperationCanceledException)
        {
            // The agent is ending; its next process finds out.
        }
    }

    private async Task WaitForOutputAsync(string name, Task output, CancellationToken cancellation)
    {
        try
        {
            await output.WaitAsync(_options.OutputPatience, _time, cancellation);
        }
        catch (TimeoutException)
        {
            DockerLog.OutputLost(_logger, name, $"it did not come within {_options.OutputPatience.TotalSeconds} seconds of the container's end");
        }
    }

    private async Task<ContainerInspection?> TryInspectAsync(string name, CancellationToken cancellation)
    {
        try
        {
            return EngineClient.Parse(await _engine.InspectAsync(name, cancellation), EngineJson.Default.ContainerInspection);
        }
        catch (EngineRefusedException e) when (e.IsMissing)
        {
            return null;
        }
    }

    /// <summary>Inspects it however long dockerd is away; null when it has no such container.</summary>
    private async Task<ContainerInspection?> InspectInTheEndAsync(string name, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await TryInspectAsync(name, cancellation);
            }
            catch (Exception e) when (e is EngineUnavailableException or EngineRefusedException)
            {
                await Task.Delay(RetryPause, _time, cancellation);
                await _watch.ConnectedAsync(cancellation);
            }
        }
    }
}
