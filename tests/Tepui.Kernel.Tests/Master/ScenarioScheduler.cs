using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Type = Mesos.V1.Scheduler.Call.Types.Type;

namespace Tepui.Kernel.Tests.Master;

/// <summary>A scheduler of a <see cref="MasterScenario"/>: it makes calls, and keeps the events it got.</summary>
internal sealed class ScenarioScheduler(MasterScenario scenario, ConnectionId connection, string streamId)
{
    private readonly List<Event> _events = [];
    private readonly List<Offer> _offers = [];
    private readonly List<InverseOffer> _inverseOffers = [];

    public ConnectionId Connection => connection;

    public string StreamId => streamId;

    public Rejection? Refusal { get; set; }

    public bool IsClosed { get; set; }

    public FrameworkID Id { get; private set; } = new();

    public IReadOnlyList<Event> Events => _events;

    /// <summary>Offers it holds: got, and neither answered nor rescinded.</summary>
    public IReadOnlyList<Offer> Offers => _offers;

    /// <summary>What it was asked and has not answered.</summary>
    public IReadOnlyList<InverseOffer> InverseOffers => _inverseOffers;

    public IEnumerable<TaskStatus> Updates => _events.Where(static e => e.Update is not null).Select(static e => e.Update.Status);

    public IEnumerable<OperationStatus> OperationStatuses =>
        _events.Where(static e => e.UpdateOperationStatus is not null).Select(static e => e.UpdateOperationStatus.Status);

    public TaskStatus LastUpdate => Updates.Last();

    public string? Error => _events.LastOrDefault(static e => e.Error is not null)?.Error.Message;

    public void Receive(Event message)
    {
        _events.Add(message);
        Id = message.Subscribed?.FrameworkId ?? Id;
        _offers.AddRange(message.Offers?.Offers_ ?? []);
        _inverseOffers.AddRange(message.InverseOffers?.InverseOffers_ ?? []);
        if (message.RescindInverseOffer is { } rescind)
        {
            _inverseOffers.RemoveAll(offer => offer.Id.Equals(rescind.InverseOfferId)).ShouldBe(1);
        }

        if (message.Rescind is not null)
        {
            _offers.RemoveAll(offer => offer.Id.Equals(message.Rescind.OfferId)).ShouldBe(1);
        }
    }

    /// <summary>Answers an inverse offer.</summary>
    public Rejection? AnswerInverse(InverseOffer offer, bool accepts, double refuseSeconds)
    {
        _inverseOffers.Remove(offer);
        var filters = new Filters { RefuseSeconds = refuseSeconds };
        return accepts
            ? Call(Type.AcceptInverseOffers, call => call.AcceptInverseOffers = new() { InverseOfferIds = { offer.Id }, Filters = filters })
            : Call(Type.DeclineInverseOffers, call => call.DeclineInverseOffers = new() { InverseOfferIds = { offer.Id }, Filters = filters });
    }

    public Rejection? Call(Type type, Action<Call>? fill = null)
    {
        var call = new Call { Type = type, FrameworkId = Id.Clone() };
        fill?.Invoke(call);
        return scenario.Call(call, streamId);
    }

    public Rejection? Launch(Offer offer, params TaskInfo[] tasks) => Launch([offer], 5, tasks);

    public Rejection? Launch(Offer[] offers, double refuseSeconds, params TaskInfo[] tasks)
    {
        var launch = new Offer.Types.Operation.Types.Launch();
        launch.TaskInfos.AddRange(tasks);
        return Accept(offers, refuseSeconds, new Offer.Types.Operation { Type = Offer.Types.Operation.Types.Type.Launch, Launch = launch });
    }

    public Rejection? Accept(Offer[] offers, double refuseSeconds, params Offer.Types.Operation[] operations)
    {
        var accept = new Call.Types.Accept { Filters = new Filters { RefuseSeconds = refuseSeconds } };
        accept.OfferIds.AddRange(offers.Select(static offer => offer.Id));
        accept.Operations.AddRange(operations);
        foreach (var offer in offers)
        {
            _offers.Remove(offer);
        }

        return Call(Type.Accept, call => call.Accept = accept);
    }

    public Rejection? Decline(Offer offer, double refuseSeconds = 5)
    {
        _offers.Remove(offer);
        return Call(Type.Decline, call => call.Decline = new Call.Types.Decline
        {
            OfferIds = { offer.Id },
            Filters = new Filters { RefuseSeconds = refuseSeconds },
        });
    }

    public Rejection? Kill(string task, string? agent = null) => Call(Type.Kill, call => call.Kill = new Call.Types.Kill
    {
        TaskId = new TaskID { Value = task },
        AgentId = agent is null ? null : new AgentID { Value = agent },
    });

    public Rejection? Acknowledge(TaskStatus status) => Call(Type.Acknowledge, call => call.Acknowledge = new Call.Types.Acknowledge
    {
        AgentId = status.AgentId,
        TaskId = status.TaskId,
        Uuid = status.Uuid,
    });

    public Rejection? Reconcile(params (string Task, string? Agent)[] tasks) => Call(Type.Reconcile, call =>
    {
        call.Reconcile = new Call.Types.Reconcile();
        call.Reconcile.Tasks.AddRange(tasks.Select(static task => new Call.Types.Reconcile.Types.Task
        {
            TaskId = new TaskID { Value = task.Task },
            AgentId = task.Agent is null ? null : new AgentID { Value = task.Agent },
        }));
    });

    public Rejection? Acknowledge(OperationStatus status) =>
        Call(Type.AcknowledgeOperationStatus, call => call.AcknowledgeOperationStatus = new Call.Types.AcknowledgeOperationStatus
        {
            AgentId = status.AgentId,
            OperationId = status.OperationId,
            Uuid = status.Uuid.Value,
        });

    public Rejection? ReconcileOperations(params (string Operation, string? Agent)[] operations) =>
        Call(Type.ReconcileOperations, call =>
        {
            call.ReconcileOperations = new Call.Types.ReconcileOperations();
            call.ReconcileOperations.Operations.AddRange(operations.Select(static operation =>
                new Call.Types.ReconcileOperations.Types.Operation
                {
                    OperationId = new OperationID { Value = operation.Operation },
                    AgentId = operation.Agent is null ? null : new AgentID { Value = operation.Agent },
                }));
        });

    public Rejection? Teardown() => Call(Type.Teardown);

    /// <summary>The stream breaks.</summary>
    public void Disconnect() => scenario.Drop(connection);
}
