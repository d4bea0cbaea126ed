using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Linq;

namespace Tepui.Cli.Images;

/// <summary>Which shared libraries programs need, as the loader of this machine finds them: ldd(1) tells.</summary>
internal static class SharedLibraries
{
    /// <summary>Their paths, the loader's own among them, in order and each once.</summary>
    /// <exception cref="ImageException">ldd cannot be asked.</exception>
    public static IReadOnlyList<string> Of(IEnumerable<string> programs)
    {
        try
        {
            return Parse(Tools.Ask("ldd", [.. programs]));
        }
        catch (Win32Exception e)
        {
            throw new ImageException($"cannot ask ldd which shared libraries an image needs: {e.Message}; install libc-bin", e);
        }
    }

    /// <summary>Lines are <c>libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x...)</c>, or the loader's <c>/lib64/ld-linux-x86-64.so.2 (0x...)</c>.</summary>
    internal static IReadOnlyList<string> Parse(string output) =>
    [
        .. output.Split('\n')
            .Where(line => line.StartsWith('\t'))
            .Select(PathIn)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    private static string? PathIn(string line)
    {
        string text = line.Trim();
        int arrow = text.IndexOf("=> ", StringComparison.Ordinal);
        if (arrow >= 0)
            text = text[(arrow + 3)..];
        int address = text.IndexOf(" (", StringComparison.Ordinal);
        return text.StartsWith('/') && address > 0 ? text[..address] : null;
    }
}
