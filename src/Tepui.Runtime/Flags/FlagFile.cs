using System;
using System.Collections.Generic;
using System.IO;

namespace Tepui.Runtime.Flags;

/// <summary>Values of flags that stand in a file.</summary>
public static class FlagFile
{
    private const string Scheme = "file://";

    /// <summary>The text, or the content of the file that <c>file:///PATH</c> names, without line ends after it.</summary>
    /// <returns>Null when the file cannot be read; <paramref name="faults"/> then has a line that names the flag.</returns>
    public static string? Read(string flag, string text, List<string> faults)
    {
        if (!text.StartsWith(Scheme, StringComparison.Ordinal))
            return text;
        try
        {
            return File.ReadAllText(text[Scheme.Length..]).TrimEnd('\r', '\n');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            faults.Add($"--{flag}: {text}: {error.Message}");
            return null;
        }
    }

    /// <summary>The same for flags of which Mesos also takes an absolute path; null when there is no text.</summary>
    public static string? ReadPath(string flag, string? text, List<string> faults) =>
        text is null ? null : Read(flag, text.StartsWith('/') ? Scheme + text : text, faults);
}
