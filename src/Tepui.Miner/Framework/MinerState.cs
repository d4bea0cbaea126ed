using System;
using System.IO;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tepui.Miner.Framework;

/// <summary>What must outlive the scheduler: who it is, and which server its workers belong to.</summary>
/// <param name="Generation">Counts the servers started; it stands in every task's id, so that old tasks are known as such.</param>
/// <param name="Workers">Counts the workers started for the present server, so that none gets an old one's id.</param>
public sealed record MinerState(string? FrameworkId, long Generation, long Workers, ServerTask? Server)
{
    public static MinerState Empty { get; } = new(null, 0, 0, null);
}

/// <param name="Host">Where workers reach it.</param>
public sealed record ServerTask(string TaskId, string AgentId, string Host, int WorkerPort, int StatusPort);

/// <summary>Keeps the state in a file that is replaced as a whole: a scheduler killed at any moment leaves the old or the new one.</summary>
public sealed class MinerStateFile(string path)
{
    /// <exception cref="MinerException">There is a file, but it cannot be read.</exception>
    public MinerState Load()
    {
        try
        {
            if (!File.Exists(path))
                return MinerState.Empty;
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), MinerStateJson.Default.MinerState)
                ?? throw new JsonException("it holds null");
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new MinerException($"--state_file: {path} cannot be read: {fault.Message} Move it away to start anew.");
        }
    }

    /// <exception cref="MinerException">The file cannot be written.</exception>
    public void Save(MinerState state)
    {
        try
        {
            var next = path + ".new";
            using (var file = File.Create(next))
            {
                JsonSerializer.Serialize(file, state, MinerStateJson.Default.MinerState);
                file.Flush(flushToDisk: true);
            }

            File.Move(next, path, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new MinerException($"--state_file: {path} cannot be written: {fault.Message}");
        }
    }
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(MinerState))]
internal sealed partial class MinerStateJson : JsonSerializerContext;
