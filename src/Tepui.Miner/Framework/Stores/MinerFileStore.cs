using System;
using System.IO;
using System.Text.Json;

namespace Tepui.Miner.Framework.Stores;

/// <summary>Keeps the state in a file that is replaced as a whole: a scheduler killed at any moment leaves the old or the new one.</summary>
public sealed class MinerFileStore(string path) : IMinerStore
{
    /// <inheritdoc/>
    public override string ToString() => path;

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

    public void Save(MinerState state, Action? kept = null)
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

        kept?.Invoke();
    }
}
