using System;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Threading;

namespace Tepui.MinerBench;

/// <summary>The rate that <c>minerd --benchmark</c> tells on its standard error, in lines such as <c>Total: 12345 khash/s</c>.</summary>
internal static partial class PeerRate
{
    /// <summary>The best total of one window; its first line, over the warming up, counts like any other.</summary>
    public static double Measure(string path, int threads, TimeSpan window)
    {
        var best = 0.0;
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(path, ["--benchmark", "--algo=sha256d", $"--threads={threads}"])
            {
                UseShellExecute = false,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            },
        };
        void Read(object sender, DataReceivedEventArgs line)
        {
            if (line.Data is not null && Total().Match(line.Data) is { Success: true } match)
                best = Math.Max(best, 1000 * double.Parse(match.Groups["rate"].ValueSpan, CultureInfo.InvariantCulture));
        }

        process.ErrorDataReceived += Read;
        process.OutputDataReceived += Read;
        process.Start();
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        Thread.Sleep(window);
        process.Kill();
        process.WaitForExit();
        return best;
    }

    [GeneratedRegex(@"Total: (?<rate>[0-9.]+) khash/s", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Total();
}
