using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
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
    internal string FetcherCacheFolder(string workDirectory) => Path.Combine(
        FetcherCacheDirectory, "agent-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(workDirectory)).AsSpan(0, 8)));

    internal long FetcherCacheBytes() => ByteText.TryParse(FetcherCacheSize, out long bytes) ? bytes : 0;

    private IEnumerable<string> FetcherFaults()
    {
        if (!ByteText.TryParse(FetcherCacheSize, out _))
            yield return $"--fetcher_cache_size: '{FetcherCacheSize}' is no number with B, KB, MB, GB or TB, as in 2GB";
        if (!FetcherCacheDirectory.StartsWith('/'))
            yield return $"--fetcher_cache_dir: '{FetcherCacheDirectory}' is no absolute path";
    }
}
