using System;
using System.Globalization;
using System.Text;
using Tepui.Supervisor.Native;

namespace Tepui.Supervisor;

/// <summary>Lines on stderr, which is the log file. A logging library would be the larger part of this process.</summary>
internal static unsafe class Log
{
    public static void Line(string text)
    {
        byte[] line = Encoding.UTF8.GetBytes(
            $"{DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)} {text}\n");
        fixed (byte* bytes = line)
            _ = Libc.Write(2, bytes, (nuint)line.Length);
    }
}
