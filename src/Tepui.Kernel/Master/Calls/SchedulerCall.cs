using Mesos.V1.Scheduler;
using Tepui.Kernel.Master.Frameworks;
using Type = Mesos.V1.Scheduler.Call.Types.Type;

namespace Tepui.Kernel.Master.Calls;

/// <summary>
/// Every scheduler call but SUBSCRIBE: who may make it, in the order that Mesos asks (src/master/http.cpp), and which file
/// handles it.
/// </summary>
internal static class SchedulerCall
{
    public static void Handle(MasterContext context, SchedulerCalls input)
    {
        var rejection = Authorize(context, input, out var framework) ?? Dispatch(context, framework!, input.Call);
        context.Add(new Reply(input.Request, rejection));
    }

    private static Rejection? Authorize(MasterContext context, SchedulerCalls input, out FrameworkRecord? framework)
    {
        framework = null;
        if (!context.State.Leads)
        {
            return new Rejection(RejectionKind.Unavailable, "Master has not finished recovery");
        }

        var call = input.Call;
        if (SchedulerCallValidation.Validate(call, input.Principal) is { } malformed)
        {
            return malformed;
        }

        framework = context.State.Frameworks.Find(new FrameworkId(call.FrameworkId.Value));
        if (framework is null)
        {
            return new Rejection(RejectionKind.BadRequest, "Framework cannot be found");
        }

        framework.Metrics.Count(call.Type);
        if (input.Principal is not null && input.Principal != framework.Info.Principal)
        {
            return new Rejection(
                RejectionKind.BadRequest,
                $"Authenticated principal '{input.Principal}' does not match principal '{framework.Info.Principal}' " +
                "set in `FrameworkInfo`");
        }

        if (!framework.Connected)
        {
            return new Rejection(RejectionKind.Forbidden, "Framework is not subscribed");
        }

        if (input.StreamId is null)
        {
            return new Rejection(
                RejectionKind.BadRequest,
                "All non-subscribe calls should include the 'Mesos-Stream-Id' header");
        }

        return input.StreamId == framework.StreamId
            ? null
            : new Rejection(
                RejectionKind.BadRequest,
                $"The stream ID '{input.StreamId}' included in this request didn't match the stream ID currently " +
                $"associated with framework ID {framework.Id}");
    }

    private static Rejection? Dispatch(MasterContext context, FrameworkRecord framework, Call call) => call.Type switch
    {
        Type.Teardown => Teardown.Handle(context, framework),
        Type.Accept => Accept.Handle(context, framework, call.Accept),
        Type.AcceptInverseOffers => AcceptInverseOffers.Handle(context, framework, call.AcceptInverseOffers),
        Type.Decline => Decline.Handle(context, framework, call.Decline),
        Type.DeclineInverseOffers => DeclineInverseOffers.Handle(context, framework, call.DeclineInverseOffers),
        Type.Revive => Revive.Handle(context, framework, call.Revive),
        Type.Suppress => Suppress.Handle(context, framework, call.Suppress),
        Type.Kill => Kill.Handle(context, framework, call.Kill),
        Type.Shutdown => Shutdown.Handle(context, framework, call.Shutdown),
        Type.Acknowledge => Acknowledge.Handle(context, framework, call.Acknowledge),
        Type.AcknowledgeOperationStatus =>
            AcknowledgeOperationStatus.Handle(context, framework, call.AcknowledgeOperationStatus),
        Type.Reconcile => Reconcile.Handle(context, framework, call.Reconcile),
        Type.ReconcileOperations => ReconcileOperations.Handle(context, framework, call.ReconcileOperations),
        Type.Message => Message.Handle(context, framework, call.Message),
        Type.Request => Request.Handle(context, framework, call.Request),
        Type.UpdateFramework => UpdateFrameworkCall.Handle(context, framework, call.UpdateFramework),
        _ => new Rejection(
            RejectionKind.NotSupported,
            $"The {WireNames.Of(call.Type)} call is not supported yet by this master"),
    };
}
