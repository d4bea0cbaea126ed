using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Tepui.Containerizer.Images.Layers;

/// <summary>The place of an entry below its layer's folder.</summary>
internal readonly record struct EntryName(string Folder, string Name)
{
    private const int LongestPath = 4000;

    /// <summary>The folder itself.</summary>
    public bool IsRoot => Name.Length == 0;

    public string Path => Folder.Length == 0 ? Name : $"{Folder}/{Name}";

    /// <summary>A leading '/' means the layer's folder, as in Docker; a step upwards is refused, even one that stays inside.</summary>
    /// <exception cref="ImageException">It is refused.</exception>
    public static EntryName Parse(string name, string what = "entry")
    {
        List<string> parts = [.. name.Split('/').Where(part => part is not ("" or "."))];
        if (parts.Contains("..") || name.Contains('\0', StringComparison.Ordinal) || Encoding.UTF8.GetByteCount(name) > LongestPath)
            throw new ImageException($"a layer's {what} '{Shown(name)}' leads out of it: the image is hostile or damaged, make it anew");
        return parts.Count == 0 ? new EntryName("", "") : new EntryName(string.Join('/', parts.SkipLast(1)), parts[^1]);
    }

    /// <summary>A name out of a layer may hold anything, and goes into one line.</summary>
    public static string Shown(string name)
    {
        const int Longest = 200;
        string text = name.Length > Longest ? string.Concat(name.AsSpan(0, Longest), "...") : name;
        return new string([.. text.Select(letter => char.IsControl(letter) ? '?' : letter)]);
    }
}
