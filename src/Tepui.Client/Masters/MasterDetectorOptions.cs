using System;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Tepui.Client.Masters;

/// <summary>How <see cref="MasterDetector"/> follows elections.</summary>
public sealed record MasterDetectorOptions
{
    /// <summary>After how long without a word ZooKeeper forgets this client; 10 s as Mesos's own drivers ask for.</summary>
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromSeconds(10);

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Told about lost connections to ZooKeeper and the like.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}
