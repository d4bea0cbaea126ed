using System;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Containerizer.Isolation.Disk;

/// <summary>
/// What a folder takes of its disk, by du(1) at the lowest priority: it follows no link, enters no other file system, counts what has
/// several names once, and takes trees of any depth.
/// </summary>
internal static class DiskUsage
{
    private const int BlockSize = 1024;

    /// <returns>Null when it cannot be told, as of a folder that is gone.</returns>
    public static async Task<long?> OfAsync(string path, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("/usr/bin/nice")
        {
            ArgumentList = { "-n", "19", "du", "-skx", "--", path },
            WorkingDirectory = "/",
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/bin:/bin";
        try
        {
            using var du = Process.Start(start)!;
            try
            {
                // What it says of files that vanish under it is nobody's concern.
                Task<string> errors = du.StandardError.ReadToEndAsync(cancellation);
                string output = await du.StandardOutput.ReadToEndAsync(cancellation);
                _ = await errors;
                await du.WaitForExitAsync(cancellation);
                int end = output.IndexOf('\t', StringComparison.Ordinal);
                return end > 0 && long.TryParse(output.AsSpan(0, end), NumberStyles.None, CultureInfo.InvariantCulture, out long blocks)
                    ? blocks * BlockSize
                    : null;
            }
            finally
            {
                if (!du.HasExited)
                    du.Kill();
            }
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            return null;
        }
    }
}
