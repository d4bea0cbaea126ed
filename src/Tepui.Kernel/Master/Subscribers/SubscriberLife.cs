using Tepui.Kernel.Master.Views;

namespace Tepui.Kernel.Master.Subscribers;

/// <summary>How a subscriber of the operator event stream comes and goes.</summary>
internal static class SubscriberLife
{
    /// <summary>SUBSCRIBE of the operator API: it gets the whole state at the end of this batch, and every change from then on.</summary>
    public static void Subscribe(MasterContext context, OperatorSubscribes input)
    {
        if (!context.State.Leads)
        {
            context.Add(new Reply(input.Request, new Rejection(RejectionKind.Unavailable, "Master has not finished recovery")));
            return;
        }

        context.State.Subscribers.Join(input.Connection);
        context.Add(new Reply(input.Request));
    }

    /// <summary>
    /// At the end of a batch: one view serves all who joined in it. What was announced before is in the view, what comes
    /// after follows it.
    /// </summary>
    public static void Open(MasterContext context)
    {
        var subscribers = context.State.Subscribers;
        if (!subscribers.HasJoining)
        {
            return;
        }

        if (subscribers.Count == 0)
        {
            context.StartTimer(new MasterTimer.SubscriberHeartbeat(), context.Config.HeartbeatInterval);
        }

        var joined = subscribers.Open();
        context.Add(new OpenOperatorStreams(joined, ViewMaker.Take(context), context.Config.HeartbeatInterval));
        foreach (var connection in joined)
        {
            context.Tell(new SubscriberAdded(connection));
        }

        foreach (var connection in subscribers.Evict())
        {
            context.Tell(new SubscriberEvicted(connection));
            context.Add(new CloseConnection(connection));
        }
    }

    /// <summary>A subscriber's stream is gone; false when it is none.</summary>
    public static bool Close(MasterContext context, ConnectionId connection)
    {
        if (!context.State.Subscribers.Remove(connection))
        {
            return false;
        }

        context.Tell(new SubscriberRemoved(connection));
        if (context.State.Subscribers.Count == 0)
        {
            context.CancelTimer(new MasterTimer.SubscriberHeartbeat());
        }

        return true;
    }

    /// <summary>One timer beats for all: each gets one at least as often as it was told, and none is encoded twice.</summary>
    public static void Beat(MasterContext context)
    {
        if (context.State.Subscribers.Count > 0)
        {
            context.Add(new SendOperatorEvent(new OperatorChange.Heartbeat()));
            context.StartTimer(new MasterTimer.SubscriberHeartbeat(), context.Config.HeartbeatInterval);
        }
    }
}
