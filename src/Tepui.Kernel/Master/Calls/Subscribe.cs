using Mesos.V1;
using Tepui.Kernel.Maintenance;
using Tepui.Kernel.Master.Frameworks;
using Tepui.Kernel.Master.Subscribers;

namespace Tepui.Kernel.Master.Calls;

/// <summary>
/// SUBSCRIBE: a new framework, one that comes back after its scheduler or this master failed, or a second scheduler that
/// takes over. A framework that cannot be taken gets 200 and an ERROR event, then the stream ends, as in Mesos; only a
/// malformed call gets 400.
/// </summary>
internal static class Subscribe
{
    public static void Handle(MasterContext context, SchedulerSubscribes input)
    {
        var rejection = context.State.Leads
            ? SchedulerCallValidation.Validate(input.Call, input.Principal)
            : new Rejection(RejectionKind.Unavailable, "Master has not finished recovery");
        context.Add(new Reply(input.Request, rejection));
        if (rejection is not null)
        {
            return;
        }

        var subscribe = input.Call.Subscribe;
        var info = subscribe.FrameworkInfo;
        context.Counters.Count(info.Id is { Value.Length: > 0 }
            ? MasterCounter.MessagesReregisterFramework
            : MasterCounter.MessagesRegisterFramework);
        var faults = FrameworkValidation.Validate(context, subscribe);
        if (faults.Count > 0)
        {
            Refuse(context, input, string.Join("; ", faults));
            return;
        }

        if (input.Principal is not null && !info.HasPrincipal)
        {
            info.Principal = input.Principal;
        }

        if (info.Id is { Value.Length: > 0 })
        {
            Resubscribe(context, input);
        }
        else
        {
            Admit(context, input);
        }
    }

    private static void Admit(MasterContext context, SchedulerSubscribes input)
    {
        var id = context.State.NewFrameworkId();
        var info = input.Call.Subscribe.FrameworkInfo;
        info.Id = new FrameworkID { Value = id.Value };
        var framework = FrameworkLife.Add(context, id, info);
        Open(context, framework, input, again: false);
        Announcements.FrameworkAdded(context, framework);
    }

    private static void Resubscribe(MasterContext context, SchedulerSubscribes input)
    {
        var info = input.Call.Subscribe.FrameworkInfo;
        var id = new FrameworkId(info.Id.Value);
        var framework = context.State.Frameworks.Find(id);
        if (framework is not null)
        {
            PreserveFixedFields(framework.Info, info);
            if (FrameworkValidation.ValidateUpdate(framework.Info, info) is { Count: > 0 } faults)
            {
                Refuse(context, input, string.Join("; ", faults));
                return;
            }
        }

        framework ??= FrameworkLife.Recover(context, id, info);
        if (framework.Link == FrameworkLink.Recovered)
        {
            framework.RegisteredTime = context.Now;
        }

        framework.ReregisteredTime = context.Now;
        if (framework.Connected)
        {
            TakeOver(context, framework);
        }

        Open(context, framework, input, again: true);
        FrameworkLife.BroadcastInfo(context, framework);
    }

    /// <summary>The stream that the framework had ends: only one scheduler speaks for it.</summary>
    private static void TakeOver(MasterContext context, FrameworkRecord framework)
    {
        context.Send(framework, SchedulerEvents.Error("Framework failed over"));
        context.Add(new CloseConnection(framework.Connection));
        context.State.SchedulerConnections.Remove(framework.Connection);
        OfferLife.DiscardAll(context, framework.Offers.Snapshot());
        InverseOfferLife.DiscardAll(context, framework);
    }

    /// <summary>user and checkpoint stay what they were at first, whatever a scheduler says later (MESOS-703).</summary>
    private static void PreserveFixedFields(FrameworkInfo old, FrameworkInfo now)
    {
        now.User = old.User;
        if (now.Checkpoint != old.Checkpoint)
        {
            now.Checkpoint = old.Checkpoint;
        }
    }

    private static void Open(MasterContext context, FrameworkRecord framework, SchedulerSubscribes input, bool again)
    {
        framework.Metrics.Count(input.Call.Type);
        var subscribe = input.Call.Subscribe;
        FrameworkLife.Update(context, framework, subscribe.FrameworkInfo, subscribe.SuppressedRoles, subscribe.OfferConstraints);
        FrameworkLife.Connect(context, framework, input.Connection, input.StreamId);
        context.Tell(new FrameworkSubscribed(framework.Id, framework.Info.Name, again));
    }

    private static void Refuse(MasterContext context, SchedulerSubscribes input, string reason)
    {
        context.Tell(new SubscriptionRefused(input.Call.Subscribe.FrameworkInfo.Name, reason));
        context.Add(new SendEvent(input.Connection, SchedulerEvents.Error(reason)));
        context.Add(new CloseConnection(input.Connection));
    }
}
