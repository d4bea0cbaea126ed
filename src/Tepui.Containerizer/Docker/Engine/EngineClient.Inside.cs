using System.Collections.Generic;
using System.Net.Http;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Containerizer.Docker.Engine;

/// <summary>Looking into containers that run, and changing what they may use.</summary>
internal sealed partial class EngineClient
{
    /// <returns>What the command is called by.</returns>
    public async Task<string> CreateExecAsync(string name, CreateExec exec, CancellationToken cancellation)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(exec, EngineJson.Default.CreateExec);
        using HttpResponseMessage answer = await CallAsync(HttpMethod.Post, Container(name, "exec"), body, CallPatience, cancellation);
        return Parse(await BodyAsync(answer, cancellation), EngineJson.Default.CreatedExec).Id;
    }

    /// <summary>Completes when it runs, or has ended already. What it writes goes nowhere.</summary>
    public async Task StartExecAsync(string id, CancellationToken cancellation)
    {
        byte[] body = """{"Detach":true}"""u8.ToArray();
        using HttpResponseMessage answer = await CallAsync(HttpMethod.Post, $"/exec/{id}/start", body, StartPatience, cancellation);
    }

    public async Task<ExecInspection> InspectExecAsync(string id, CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await CallAsync(HttpMethod.Get, $"/exec/{id}/json", null, CallPatience, cancellation);
        return Parse(await BodyAsync(answer, cancellation), EngineJson.Default.ExecInspection);
    }

    public async Task UpdateAsync(string name, UpdateContainer update, CancellationToken cancellation)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(update, EngineJson.Default.UpdateContainer);
        using HttpResponseMessage answer = await CallAsync(HttpMethod.Post, Container(name, "update"), body, CallPatience, cancellation);
    }
}

/// <summary>The body of <c>POST /containers/{name}/exec</c>, as far as it is used.</summary>
internal sealed class CreateExec
{
    public required IReadOnlyList<string> Cmd { get; init; }

    /// <summary>Added to the container's own.</summary>
    public IReadOnlyList<string>? Env { get; init; }

    /// <summary>Null is the container's own.</summary>
    public string? User { get; init; }
}

internal sealed record CreatedExec(string Id);

/// <param name="ExitCode">Null as long as it runs.</param>
/// <param name="Pid">0 when it has not started, or has ended; in dockerd's pid namespace.</param>
internal sealed record ExecInspection(bool Running, int? ExitCode, int Pid);

/// <summary>The body of <c>POST /containers/{name}/update</c>. What is null stays as it is.</summary>
internal sealed record UpdateContainer
{
    public long? CpuShares { get; init; }

    public long? CpuPeriod { get; init; }

    public long? CpuQuota { get; init; }

    public long? Memory { get; init; }

    public long? MemorySwap { get; init; }

    public long? MemoryReservation { get; init; }

    public bool IsEmpty => this == new UpdateContainer();
}
