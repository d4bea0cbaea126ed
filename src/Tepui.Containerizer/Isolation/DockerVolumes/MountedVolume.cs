using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tepui.Containerizer.Isolation.DockerVolumes;

/// <summary>A volume that containers of this agent use, as it is written down before its plug-in is asked for it.</summary>
/// <param name="Agent">Its runtime directory: agents of one machine may write down theirs in one folder.</param>
/// <param name="MountId">What the plug-in knows this mount by, as another of dockerd's or of another agent's may be there too.</param>
/// <param name="Containers">Who use it; none when it could not be unmounted after the last.</param>
internal sealed record MountedVolume(string Agent, string Driver, string Name, string MountId, IReadOnlyList<string> Containers);

/// <summary>The volumes that are written down, a file each.</summary>
/// <param name="agent">Whose; those of others are left alone.</param>
internal sealed class MountedVolumeFiles(string directory, string agent)
{
    private const string Ending = ".json";

    public string Directory { get; } = directory;

    public string Agent { get; } = agent;

    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(MountedVolume volume)
    {
        System.IO.Directory.CreateDirectory(Directory);
        string path = PathOf(volume);
        File.WriteAllBytes(path + ".next", JsonSerializer.SerializeToUtf8Bytes(volume, MountedVolumeJson.Default.MountedVolume));
        File.Move(path + ".next", path, overwrite: true);
    }

    public void Remove(MountedVolume volume) => File.Delete(PathOf(volume));

    /// <summary>This agent's. What is torn by a crash of the machine is removed: whose volume it was stood in it alone.</summary>
    public IEnumerable<MountedVolume> Read()
    {
        if (!System.IO.Directory.Exists(Directory))
            yield break;
        foreach (string path in System.IO.Directory.EnumerateFiles(Directory, "*" + Ending))
        {
            MountedVolume? volume = null;
            try
            {
                volume = JsonSerializer.Deserialize(File.ReadAllBytes(path), MountedVolumeJson.Default.MountedVolume);
            }
            catch (JsonException)
            {
                File.Delete(path);
            }

            if (volume?.Agent == Agent)
                yield return volume;
        }
    }

    /// <summary>Names of volumes may hold anything.</summary>
    private string PathOf(MountedVolume volume) => Path.Combine(
        Directory,
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{volume.Agent}\0{volume.Driver}\0{volume.Name}")).AsSpan(0, 16)) + Ending);
}

[JsonSerializable(typeof(MountedVolume))]
[JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
internal sealed partial class MountedVolumeJson : JsonSerializerContext;
