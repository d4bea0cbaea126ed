using System;
using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Tepui.Containerizer.Docker.Engine;

/// <summary>The body of every refusal.</summary>
internal sealed record EngineError(string? Message);

/// <summary>What <c>GET /containers/json</c> says of one container.</summary>
internal sealed record ContainerSummary(string Id, string State, Dictionary<string, string>? Labels)
{
    public List<string>? Names { get; init; }

    public bool IsRunning => ContainerState.Runs(State);
}

/// <summary>What <c>GET /containers/{id}/json</c> says, as far as it is used.</summary>
internal sealed record ContainerInspection(string Id, ContainerState State)
{
    public ContainerConfig? Config { get; init; }

    public NetworkSettings? NetworkSettings { get; init; }

    public LimitsInspection? HostConfig { get; init; }

    public List<MountInspection>? Mounts { get; init; }
}

internal sealed record ContainerConfig(string? StopSignal);

internal sealed record ContainerState(string Status, int Pid, int ExitCode)
{
    [JsonPropertyName("OOMKilled")]
    public bool OutOfMemory { get; init; }

    public string? Error { get; init; }

    /// <summary>The year 1 until it has ended.</summary>
    public DateTimeOffset FinishedAt { get; init; }

    public bool IsRunning => Runs(Status);

    public static bool Runs(string status) => status is "running" or "paused" or "restarting";
}

/// <summary>What the container may use; 0 where nothing is said, and -1 for as much memory with swap as there is.</summary>
internal sealed record LimitsInspection(long CpuShares, long CpuPeriod, long CpuQuota, long Memory, long MemorySwap, long MemoryReservation)
{
    public string? PidMode { get; init; }

    public string? NetworkMode { get; init; }
}

/// <param name="Source">On the host; empty for what has no place there.</param>
/// <param name="RW">It may be written.</param>
internal sealed record MountInspection(string Source, string Destination, bool RW);

internal sealed record NetworkSettings
{
    public Dictionary<string, NetworkEndpoint>? Networks { get; init; }
}

internal sealed record NetworkEndpoint
{
    [JsonPropertyName("IPAddress")]
    public string? Address { get; init; }

    [JsonPropertyName("GlobalIPv6Address")]
    public string? Address6 { get; init; }
}

/// <summary>A line of <c>GET /events</c>.</summary>
internal sealed record EngineEvent(string? Action, EngineEventActor? Actor);

/// <param name="Attributes">The container's labels, and what belongs to the event: <c>exitCode</c> of a <c>die</c>.</param>
internal sealed record EngineEventActor([property: JsonPropertyName("ID")] string? Id, Dictionary<string, string>? Attributes);

/// <summary>A line that <c>POST /images/create</c> sends while it pulls.</summary>
internal sealed record PullProgress(string? Error);

/// <summary>What <c>GET /images/{name}/json</c> says, as far as it is used.</summary>
internal sealed record ImageInspection(ImageConfig? Config);

internal sealed record ImageConfig(Dictionary<string, string>? Labels);
