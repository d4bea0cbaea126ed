using System;
using System.IO;

namespace Tepui.Master.Endpoints;

/// <summary>When the program was built, as its file says.</summary>
internal static class BuildTime
{
    public static DateTimeOffset At { get; } = Read();

    public static string Date { get; } = At.ToString("yyyy-MM-dd HH:mm:ss 'UTC'");

    private static DateTimeOffset Read()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Tepui.Master.dll");
        return File.Exists(path) ? new DateTimeOffset(File.GetLastWriteTimeUtc(path), TimeSpan.Zero) : DateTimeOffset.UnixEpoch;
    }
}
