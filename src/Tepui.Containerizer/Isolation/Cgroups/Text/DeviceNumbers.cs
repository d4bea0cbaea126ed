using System;
using System.Collections.Generic;
using System.Globalization;

namespace Tepui.Containerizer.Isolation.Cgroups.Text;

/// <summary>What a device has of an operation; of all devices together where there is no device.</summary>
internal readonly record struct DeviceNumber((ulong Major, ulong Minor)? Device, string Operation, ulong Value);

/// <summary>Files with numbers a block device, of version 1 (<c>8:0 Read 4096</c>) and 2 (<c>8:0 rbytes=4096 wbytes=0</c>).</summary>
internal static class DeviceNumbers
{
    /// <summary>As blkio.throttle.io_serviced: a device, an operation and a number; <c>Total</c> and a number at the end.</summary>
    public static IReadOnlyList<DeviceNumber> ParseLines(string text)
    {
        var found = new List<DeviceNumber>();
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 3 && ParseDevice(words[0]) is { } device && ParseNumber(words[2]) is { } value)
                found.Add(new(device, words[1], value));
            else if (words.Length == 2 && ParseNumber(words[1]) is { } total)
                found.Add(new(ParseDevice(words[0]), words[0].Contains(':') ? "" : words[0], total));
        }

        return found;
    }

    /// <summary>As io.stat.</summary>
    public static IReadOnlyList<DeviceNumber> ParsePairs(string text)
    {
        var found = new List<DeviceNumber>();
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || ParseDevice(words[0]) is not { } device)
                continue;
            foreach (string pair in words.AsSpan(1))
            {
                int equals = pair.IndexOf('=');
                if (equals > 0 && ParseNumber(pair[(equals + 1)..]) is { } value)
                    found.Add(new(device, pair[..equals], value));
            }
        }

        return found;
    }

    private static (ulong Major, ulong Minor)? ParseDevice(string text)
    {
        int colon = text.IndexOf(':');
        return colon > 0 && ParseNumber(text[..colon]) is { } major && ParseNumber(text[(colon + 1)..]) is { } minor
            ? (major, minor)
            : null;
    }

    private static ulong? ParseNumber(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number : null;
}
