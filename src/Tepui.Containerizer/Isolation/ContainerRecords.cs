using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tepui.Containerizer.Isolation;

/// <summary>The records of started containers, a file each.</summary>
/// <param name="directory">Below the runtime directory; made when it is missing.</param>
public sealed class ContainerRecords(string directory)
{
    private const string Ending = ".json";

    public void Write(ContainerRecord record)
    {
        Directory.CreateDirectory(directory);
        string path = PathOf(record.ContainerId);
        string next = path + ".next";
        File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(record, RecordJson.Default.ContainerRecord));
        File.Move(next, path, overwrite: true);
    }

    public void Remove(string containerId)
    {
        if (Directory.Exists(directory))
            File.Delete(PathOf(containerId));
    }

    /// <summary>All that are there; what cannot be read is left out, and its container is treated as one of nobody.</summary>
    public IEnumerable<ContainerRecord> Read()
    {
        if (!Directory.Exists(directory))
            yield break;
        foreach (string path in Directory.EnumerateFiles(directory, "*" + Ending))
        {
            ContainerRecord? record = null;
            try
            {
                record = JsonSerializer.Deserialize(File.ReadAllBytes(path), RecordJson.Default.ContainerRecord);
            }
            catch (JsonException)
            {
                // Torn by a crash of the machine: the container did not outlive that.
                File.Delete(path);
            }

            if (record is not null)
                yield return record;
        }
    }

    private string PathOf(string containerId) => Path.Combine(directory, ContainerNames.Of(containerId) + Ending);
}

[JsonSerializable(typeof(ContainerRecord))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, IncludeFields = true)]
internal sealed partial class RecordJson : JsonSerializerContext;
