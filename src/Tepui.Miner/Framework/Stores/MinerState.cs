using System.Text.Json.Serialization;

namespace Tepui.Miner.Framework.Stores;

/// <summary>What must outlive the scheduler: who it is, and which server its workers belong to.</summary>
/// <param name="Generation">Counts the servers started; it stands in every task's id, so that old tasks are known as such.</param>
/// <param name="Workers">Counts the workers started for the present server, so that none gets an old one's id.</param>
public sealed record MinerState(string? FrameworkId, long Generation, long Workers, ServerTask? Server)
{
    public static MinerState Empty { get; } = new(null, 0, 0, null);
}

/// <param name="Host">Where workers reach it.</param>
public sealed record ServerTask(string TaskId, string AgentId, string Host, int WorkerPort, int StatusPort);

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(MinerState))]
internal sealed partial class MinerStateJson : JsonSerializerContext;
