using System;
using System.Globalization;

namespace Tepui.Containerizer.Isolation.Posix;

/// <summary>A process as /proc/PID/stat tells of it (proc(5)).</summary>
/// <param name="UserTicks">Of itself and of those of its children that it has waited for.</param>
/// <param name="SystemTicks">The same.</param>
internal readonly record struct ProcessStat(
    int Pid, int Parent, int Session, ulong UserTicks, ulong SystemTicks, uint Threads, ulong ResidentPages)
{
    /// <summary>Null when the text is no such line: the process ended while it was read.</summary>
    public static ProcessStat? Parse(string text)
    {
        // The name is in parentheses, and may hold spaces and parentheses itself.
        int open = text.IndexOf('(');
        int close = text.LastIndexOf(')');
        if (open < 1 || close < open || close + 2 >= text.Length || !int.TryParse(text.AsSpan(0, open).Trim(), out int pid))
            return null;
        string[] fields = text[(close + 2)..].Split(' ');
        const int Resident = 21;
        if (fields.Length <= Resident)
            return null;
        return new ProcessStat(
            pid,
            (int)Number(fields[1]),
            (int)Number(fields[3]),
            Number(fields[11]) + Number(fields[13]),
            Number(fields[12]) + Number(fields[14]),
            (uint)Number(fields[17]),
            Number(fields[Resident]));
    }

    private static ulong Number(string field) =>
        ulong.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number : 0;
}
