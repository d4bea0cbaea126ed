using System;
using System.IO;
using System.Linq;

namespace Tepui.Cli.Node;

/// <summary>Programs of this host.</summary>
internal static class ProgramPath
{
    /// <summary>The path of a program; null when there is none.</summary>
    public static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Where(folder => folder.Length > 0)
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);
}
