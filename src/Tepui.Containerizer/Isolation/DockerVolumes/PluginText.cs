using System;

namespace Tepui.Containerizer.Isolation.DockerVolumes;

/// <summary>Text of plug-ins in our own messages.</summary>
internal static class PluginText
{
    private const int Longest = 500;

    public static string OneLine(string text)
    {
        string line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= Longest ? line : line[..Longest] + "...";
    }
}
