using System;
using System.IO;

namespace Tepui.Endpoints.Versions;

/// <summary>When the program was built, as its file says.</summary>
public static class BuildTime
{
    public static DateTimeOffset At { get; } = Read();

    public static string Date { get; } = At.ToString("yyyy-MM-dd HH:mm:ss 'UTC'");

    private static DateTimeOffset Read()
    {
        string path = Path.Combine(AppContext.BaseDirectory, typeof(BuildTime).Assembly.GetName().Name + ".dll");
        return File.Exists(path) ? new DateTimeOffset(File.GetLastWriteTimeUtc(path), TimeSpan.Zero) : DateTimeOffset.UnixEpoch;
    }
}
