using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Containerizer.Tests;

/// <summary>Waits for what tasks write.</summary>
internal static class SandboxWatch
{
    /// <summary>The text of a file once it is enough.</summary>
    public static async Task<string> UntilAsync(string folder, string name, Func<string, bool> isEnough, CancellationToken bound)
    {
        string path = Path.Combine(folder, name);
        using var watcher = new FileSystemWatcher(folder, name);
        using var changed = new SemaphoreSlim(0);
        watcher.Changed += (_, _) => changed.Release();
        watcher.Created += (_, _) => changed.Release();
        watcher.EnableRaisingEvents = true;
        while (true)
        {
            if (File.Exists(path) && await File.ReadAllTextAsync(path, bound) is { } text && isEnough(text))
                return text;
            await changed.WaitAsync(bound);
        }
    }

    /// <summary>The text of a file once its last line is whole.</summary>
    public static async Task<string> LineAsync(ContainerLaunch launch, string name, CancellationToken bound) =>
        (await UntilAsync(launch.WorkingDirectory, name, static text => text.EndsWith('\n'), bound)).Trim();
}
