using Tepui.Kernel;

namespace Tepui.Simulation.Masters;

/// <summary>The services of a master's port.</summary>
public static class MasterServices
{
    public const string AgentLink = "agent-link";

    /// <summary>POST /api/v1/scheduler.</summary>
    public const string Scheduler = "scheduler";

    /// <summary>POST /api/v1.</summary>
    public const string Operator = "operator";
}

/// <summary>A frame of the agent link, either way.</summary>
/// <param name="Bytes">As Tepui.Protocol's AgentLinkFraming writes it, without the length.</param>
/// <param name="Term">The master's that sent it; for those who check, the receiver does not look at it.</param>
public sealed record LinkBytes(byte[] Bytes, long Term);

/// <summary>A SUBSCRIBE, the first on its connection. Answered by <see cref="SubscribeAnswer"/>, events, and the connection's end.</summary>
public sealed record SubscribeRequest(byte[] Call);

/// <param name="StreamId">Null with a rejection.</param>
public sealed record SubscribeAnswer(string? StreamId, Rejection? Rejection);

/// <param name="Bytes">A scheduler Event.</param>
/// <param name="Term">The master's that sent it; for those who check.</param>
public sealed record EventBytes(byte[] Bytes, long Term);

/// <summary>Any other scheduler call, or an operator's; many may be sent without waiting.</summary>
/// <param name="Number">The sender's, for the answer.</param>
/// <param name="StreamId">Of a scheduler's calls.</param>
public sealed record CallRequest(long Number, string? StreamId, byte[] Call);

public sealed record CallAnswer(long Number, Rejection? Rejection);
