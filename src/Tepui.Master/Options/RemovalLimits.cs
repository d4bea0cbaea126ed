using System;
using System.Globalization;
using Tepui.Kernel.Master.Agents;
using Tepui.Runtime.Flags;

namespace Tepui.Master.Options;

/// <summary>The texts of the flags that hold back the removal of agents.</summary>
public static class RemovalLimits
{
    /// <summary><c>2/3hrs</c>.</summary>
    public static bool TryParseRate(string text, out RemovalRate rate)
    {
        rate = default;
        string[] parts = text.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 2
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int agents)
            || agents == 0
            || !FlagText.TryParseDuration(parts[1], out TimeSpan duration)
            || duration <= TimeSpan.Zero)
        {
            return false;
        }

        rate = new RemovalRate(agents, duration);
        return true;
    }

    /// <summary><c>50%</c>, or <c>50</c>; as a part of 1.</summary>
    public static bool TryParsePercentage(string text, out double part)
    {
        string number = text.EndsWith('%') ? text[..^1] : text;
        bool known = double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percent);
        part = percent / 100;
        return known && percent is >= 0 and <= 100;
    }
}
