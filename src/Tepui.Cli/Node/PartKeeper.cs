using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Cli.Node;

/// <summary>Keeps a part running: one that ends is started again, later and later while it does not last.</summary>
/// <param name="run">Runs it to its end and gives its exit status; ends it when cancelled.</param>
/// <param name="tell">Told one line for people.</param>
internal sealed class PartKeeper(NodePart part, Func<NodePart, CancellationToken, Task<int>> run, TimeProvider time, Action<string> tell)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>How the line begins that follows the faults of a command line.</summary>
    private const string Advice = "See tepui ";

    /// <summary>What ran for so long was in order.</summary>
    private static readonly TimeSpan Lasting = TimeSpan.FromMinutes(1);

    /// <summary>Completes when it was cancelled and the part has ended.</summary>
    public async Task KeepAsync(CancellationToken stop)
    {
        for (var pause = ShortestPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var begun = time.GetTimestamp();
            var status = await run(part, stop).ConfigureAwait(false);
            if (stop.IsCancellationRequested)
                return;
            if (time.GetElapsedTime(begun) >= Lasting)
                pause = ShortestPause;
            tell(string.Create(
                CultureInfo.InvariantCulture,
                $"the {part.Name} ended ({Describe(status)}) and is started again in {pause.TotalSeconds} seconds{LastWords()}"));
            await Task.Delay(pause, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested)
                return;
        }
    }

    private static string Describe(int status) => status > 128
        ? string.Create(CultureInfo.InvariantCulture, $"signal {status - 128}")
        : string.Create(CultureInfo.InvariantCulture, $"status {status}");

    /// <summary>The end of its log, which mostly says why.</summary>
    private string LastWords()
    {
        try
        {
            using var log = new FileStream(part.Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            log.Position = Math.Max(0, log.Length - 2048);
            return new StreamReader(log).ReadToEnd().Split('\n').LastOrDefault(line => line.Trim().Length > 0 && !line.StartsWith(Advice, StringComparison.Ordinal)) is { } line
                ? $"; the last line of {part.Log}: {line.Trim()}"
                : "";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
