using System.Collections.Generic;
using Google.Protobuf;
using Mesos.V1;

namespace Tepui.Kernel.Operations;

/// <summary>An operation that was sent to an agent, until its last status is acknowledged.</summary>
public sealed class OperationRecord
{
    private readonly List<OperationStatus> _statuses;
    private Operation? _message;

    /// <param name="info">Normalized; never changed.</param>
    public OperationRecord(ByteString uuid, FrameworkId? framework, AgentId agent, Offer.Types.Operation info)
    {
        Uuid = uuid;
        Framework = framework;
        Agent = agent;
        Info = info;
        Latest = OperationStates.Make(OperationState.OperationPending, info.Id, agent);
        _statuses = [];
    }

    private OperationRecord(AgentId agent, Operation message)
        : this(
            message.Uuid.Value,
            message.FrameworkId is null ? null : new FrameworkId(message.FrameworkId.Value),
            agent,
            message.Info)
    {
        Latest = message.LatestStatus;
        _statuses.AddRange(message.Statuses);
    }

    public ByteString Uuid { get; }

    /// <summary>Null: an operator's.</summary>
    public FrameworkId? Framework { get; }

    public AgentId Agent { get; }

    public Offer.Types.Operation Info { get; }

    /// <summary>Its framework's name for it; null when that wants to hear nothing of it.</summary>
    public OperationID? Id => Info.Id;

    /// <summary>What it has come to.</summary>
    public OperationStatus Latest { get; private set; }

    /// <summary>Those that came from the agent, the last last.</summary>
    public IReadOnlyList<OperationStatus> Statuses => _statuses;

    /// <summary>What an agent that came back says of one.</summary>
    public static OperationRecord Of(AgentId agent, Operation message) => new(agent, message);

    /// <summary>Takes a status in. One that has ended stays as it ended.</summary>
    /// <returns>Whether it has just ended.</returns>
    public bool Apply(OperationStatus status)
    {
        _message = null;
        var ends = !Latest.State.IsTerminal() && status.State.IsTerminal();
        if (!Latest.State.IsTerminal())
        {
            Latest = status;
        }

        if (_statuses.Count == 0 || !_statuses[^1].Equals(status))
        {
            _statuses.Add(status);
        }

        return ends;
    }

    /// <summary>Its present state as a message, which nobody changes.</summary>
    public Operation ToMessage() => _message ??= MakeMessage();

    private Operation MakeMessage()
    {
        var message = new Operation
        {
            AgentId = new AgentID { Value = Agent.Value },
            FrameworkId = Framework is { } framework ? new FrameworkID { Value = framework.Value } : null,
            Info = Info,
            LatestStatus = Latest,
            Uuid = new UUID { Value = Uuid },
        };
        message.Statuses.AddRange(_statuses);
        return message;
    }
}
