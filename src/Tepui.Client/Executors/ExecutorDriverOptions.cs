using System;
using Tepui.Protocol.Codecs;

namespace Tepui.Client.Executors;

/// <summary>How an <see cref="ExecutorDriver"/> speaks with its agent.</summary>
public sealed record ExecutorDriverOptions
{
    public MessageEncoding Encoding { get; init; } = MessageEncoding.Protobuf;

    /// <summary>The wait before the first attempt to reconnect; it doubles with each, up to what the agent's environment says.</summary>
    public TimeSpan ShortestBackoff { get; init; } = TimeSpan.FromMilliseconds(50);

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long <see cref="IExecutorDriver.Stop"/> waits for the agent to take the last calls and acknowledge the last updates.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>After how long an update is sent again that the agent had no room for.</summary>
    public TimeSpan ResendInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often the agent is shown that the connection lives, for what lies between that forgets idle ones; Mesos's own.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromMinutes(30);

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Spreads the reconnects of many executors.</summary>
    public Random Jitter { get; init; } = Random.Shared;
}
