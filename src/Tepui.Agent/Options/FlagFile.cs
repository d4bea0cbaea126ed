using System;
using System.Collections.Generic;
using System.IO;

namespace Tepui.Agent.Options;

/// <summary>Values of flags that may stand in a file: <c>file:///PATH</c> or, as JSON flags of Mesos also take it, an absolute path.</summary>
internal static class FlagFile
{
    private const string Scheme = "file://";

    /// <summary>The value, read from its file where it names one; null when it is unset or cannot be read.</summary>
    public static string? Read(string flag, string? value, List<string> faults)
    {
        if (value is null)
            return null;
        string? path = value.StartsWith(Scheme, StringComparison.Ordinal) ? value[Scheme.Length..] : value.StartsWith('/') ? value : null;
        if (path is null)
            return value;
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            faults.Add($"--{flag}: cannot read {path}: {e.Message}");
            return null;
        }
    }
}
