using System;
using System.Security.Cryptography.X509Certificates;

namespace Tepui.Containerizer.Fetching;

/// <summary>Bounds of what is fetched. Those of Mesos name their flag; it fetches without any other.</summary>
public sealed record FetcherOptions
{
    /// <summary>What relative paths are relative to (--frameworks_home); empty refuses them.</summary>
    public string FrameworksHome { get; init; } = "";

    /// <summary>A source that gives less than a byte a second for so long is given up (--fetcher_stall_timeout).</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a server may take to accept a connection, when that is less than <see cref="StallTimeout"/>.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Downloads of one launch at a time.</summary>
    public int Concurrency { get; init; } = 4;

    public int MaxRedirects { get; init; } = 20;

    /// <summary>How often a download that breaks off is gone on with.</summary>
    public int MaxResumptions { get; init; } = 5;

    /// <summary>Where the cache is (--fetcher_cache_dir), a folder of this agent's own; null for none.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>What the cache holds at most (--fetcher_cache_size).</summary>
    public long CacheBytes { get; init; } = 2L << 30;

    /// <summary>An archive may always unpack to this much.</summary>
    public long UnpackedBytesAlwaysAllowed { get; init; } = 1L << 30;

    /// <summary>An archive that unpacks to more than <see cref="UnpackedBytesAlwaysAllowed"/> may grow this many times.</summary>
    public int MaxExpansion { get; init; } = 100;

    /// <summary>Files, folders and links of one archive.</summary>
    public int MaxEntries { get; init; } = 500_000;

    /// <summary>What is fetched may not fill the disk further than this: the agent's own log lies there too.</summary>
    public long FreeBytesKept { get; init; } = 128L << 20;

    /// <summary>Authorities to trust instead of the system's; null trusts the system's.</summary>
    public X509Certificate2Collection? TrustedAuthorities { get; init; }
}
