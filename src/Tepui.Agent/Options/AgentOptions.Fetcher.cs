using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using Tepui.Runtime.Flags;

namespace Tepui.Agent.Options;

/// <summary>What is kept of what was fetched.</summary>
public sealed partial class AgentOptions
{
    [Flag("fetcher_cache_size", "How much of what was fetched with 'cache' is kept for other tasks of the same user: a number with B, KB, MB, GB or TB.", Value = "BYTES")]
    public string FetcherCacheSize { get; set; } = "2GB";

    [Flag("fetcher_cache_dir", "Where it is kept, in a folder of this agent's own, which is emptied when the agent starts.", Value = "PATH")]
    public string FetcherCacheDirectory { get; set; } = "/tmp/mesos/fetch";

    /// <summary>Of each agent its own, so that agents of one machine, or of one process, do not empty each other's.</summary>
    internal string FetcherCacheFolder(string workDirectory)
    {
        // FNV-1a tells agents of a machine apart; the cryptography library, 5 MB, is not loaded for it.
        const ulong Prime = 1099511628211;
        ulong hash = 14695981039346656037;
        foreach (byte part in Encoding.UTF8.GetBytes(workDirectory))
            hash = unchecked((hash ^ part) * Prime);
        return Path.Combine(FetcherCacheDirectory, "agent-" + hash.ToString("x16", CultureInfo.InvariantCulture));
    }

    internal long FetcherCacheBytes() => ByteText.TryParse(FetcherCacheSize, out long bytes) ? bytes : 0;

    private IEnumerable<string> FetcherFaults()
    {
        if (!ByteText.TryParse(FetcherCacheSize, out _))
            yield return $"--fetcher_cache_size: '{FetcherCacheSize}' is no number with B, KB, MB, GB or TB, as in 2GB";
        if (!FetcherCacheDirectory.StartsWith('/'))
            yield return $"--fetcher_cache_dir: '{FetcherCacheDirectory}' is no absolute path";
    }
}
