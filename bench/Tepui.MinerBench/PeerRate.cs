using System;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Threading;

namespace Tepui.MinerBench;

/// <summary>The rate that <c>minerd --benchmark</c> tells on its standard error, in lines such as <c>Total: 12345 khash/s</c>.</summary>
internal static partial class PeerRate
{
    /// <summary>The best total of one window; or, on a busy machine, all its hashes over the processor time they took.</summary>
    public static double Measure(string path, int threads, TimeSpan window, bool busy)
    {
        double best = 0, hashes = 0;
        var used = TimeSpan.Zero;
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(path, ["--benchmark", "--algo=sha256d", $"--threads={threads}", "--scantime=1"])
            {
                UseShellExecute = false,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            },
        };
        void Read(object sender, DataReceivedEventArgs line)
        {
            if (line.Data is null) return;
            if (Total().Match(line.Data) is { Success: true } total)
                best = Math.Max(best, 1000 * double.Parse(total.Groups["rate"].ValueSpan, CultureInfo.InvariantCulture));
            if (Scan().Match(line.Data) is not { Success: true } scan) return;
            hashes += double.Parse(scan.Groups["count"].ValueSpan, CultureInfo.InvariantCulture);
            used = process.TotalProcessorTime;
        }

        process.ErrorDataReceived += Read;
        process.OutputDataReceived += Read;
        process.Start();
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        Thread.Sleep(window);
        process.Kill();
        process.WaitForExit();
        return busy ? hashes / (used.TotalSeconds / threads) : best;
    }

    [GeneratedRegex(@"thread [0-9]+: (?<count>[0-9]+) hashes", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Scan();

    [GeneratedRegex(@"Total: (?<rate>[0-9.]+) khash/s", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Total();
}
