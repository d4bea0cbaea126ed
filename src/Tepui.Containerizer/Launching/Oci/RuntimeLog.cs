using System;
using System.IO;
using System.Text.Json;

namespace Tepui.Containerizer.Launching.Oci;

/// <summary>What a runtime says of itself, a JSON object a line.</summary>
internal static class RuntimeLog
{
    /// <summary>Why it could not do what was asked, in one line; null when it says nothing.</summary>
    public static string? Error(string path)
    {
        string? error = null;
        try
        {
            // crun ends the last one with no newline.
            foreach (string line in File.ReadLines(path))
            {
                if (line.Length == 0)
                    continue;
                using JsonDocument entry = JsonDocument.Parse(line);
                if (entry.RootElement.GetProperty("level").GetString() is "error" or "fatal")
                    error = entry.RootElement.GetProperty("msg").GetString();
            }
        }
        catch (Exception e) when (e is IOException or JsonException or InvalidOperationException or System.Collections.Generic.KeyNotFoundException)
        {
            // What could be read is told.
        }

        return error?.ReplaceLineEndings(" ").Trim();
    }

    /// <summary>The same for the user: what, and what to do.</summary>
    public static string Explain(string? error, string command)
    {
        if (error is null)
            return "the OCI runtime ended without a word: see stderr in the sandbox";
        if (error.Contains("not found", StringComparison.Ordinal) || error.Contains("no such file or directory", StringComparison.OrdinalIgnoreCase))
        {
            if (error.Contains(command, StringComparison.Ordinal) || error.Contains("executable", StringComparison.Ordinal))
                return $"there is no executable '{command}' in the image ({error}): see to the command, or to the image";
        }

        return error.Contains("ermission denied", StringComparison.Ordinal) && error.Contains("exec", StringComparison.Ordinal)
            ? $"'{command}' in the image cannot be executed ({error}): see to its mode"
            : $"the OCI runtime says: {error}";
    }
}
