using System;
using System.Collections.Generic;
using System.IO;

namespace Tepui.Containerizer.Docker.Life;

/// <summary>
/// One file for every container that was asked for and is not forgotten, so that an agent which starts while dockerd is away does not
/// give its tasks up, and so that a container which nobody knows can be told from one whose end is still to be told.
/// </summary>
internal sealed class ContainerRecords(string runtimeDirectory)
{
    private const string Rotated = "rotated";

    private readonly string _directory = Path.Combine(runtimeDirectory, "docker");

    /// <exception cref="IOException">The runtime directory cannot be written.</exception>
    public void Add(string name, string id)
    {
        _ = Directory.CreateDirectory(_directory);
        string path = Path.Combine(_directory, name);
        File.WriteAllText(path + "~", id);
        File.Move(path + "~", path, overwrite: true);
    }

    public void Remove(string name)
    {
        try
        {
            File.Delete(Path.Combine(_directory, name));
            if (!Directory.Exists(Path.Combine(_directory, Rotated)))
                return;
            File.Delete(RotationNote(name, "stdout"));
            File.Delete(RotationNote(name, "stderr"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Told again after the next start, which does no harm.
        }
    }

    /// <summary>Where is noted what of an output was rotated away; a folder of its own, which is no record.</summary>
    public string RotationNote(string name, string output) => Path.Combine(_directory, Rotated, $"{name}.{output}");

    /// <summary>Ids by the containers' names.</summary>
    public Dictionary<string, string> Read()
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!Directory.Exists(_directory))
            return found;
        foreach (string path in Directory.EnumerateFiles(_directory))
        {
            if (!path.EndsWith('~'))
                found.Add(Path.GetFileName(path), File.ReadAllText(path));
        }

        return found;
    }
}
