using System;

namespace Tepui.Miner.Worker;

/// <summary>What <c>tepui miner worker</c> was asked to do.</summary>
public sealed record WorkerOptions(string Host, int Port)
{
    /// <summary>The port that p2pool and our own server give to workers.</summary>
    public const int DefaultPort = 9332;

    public string User { get; init; } = "worker";

    public string Password { get; init; } = "x";

    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>No hash rate lines; shares are still told.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>Between two lines of the hash rate.</summary>
    public TimeSpan RateInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Goes to another port of the same host when the server asks for it.</summary>
    public bool FollowsReconnect { get; init; } = true;

    /// <summary>Asks for version rolling (BIP 310). Turned off for a server that closes the connection upon it.</summary>
    public bool AsksForVersionRolling { get; init; } = true;

    /// <summary>How many connections in a row may fail before the worker gives up; null for any number.</summary>
    public int? Retries { get; init; }

    /// <summary>The longest wait between two tries to connect.</summary>
    public TimeSpan RetryPause { get; init; } = TimeSpan.FromSeconds(10);

    public string Server => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
