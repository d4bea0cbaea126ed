using Mesos.V1.Scheduler;
using Type = Mesos.V1.Scheduler.Call.Types.Type;

namespace Tepui.Kernel.Master.Calls;

/// <summary>The shape of a scheduler call, before anybody looks at what it means (src/master/validation.cpp).</summary>
internal static class SchedulerCallValidation
{
    private const string Prefix = "Failed to validate scheduler::Call: ";

    /// <summary>Why a call is refused with 400, or null.</summary>
    public static Rejection? Validate(Call call, string? principal)
    {
        var fault = Fault(call, principal);
        return fault is null ? null : new Rejection(RejectionKind.BadRequest, Prefix + fault);
    }

    private static string? Fault(Call call, string? principal)
    {
        if (!call.HasType)
        {
            return Missing("type");
        }

        if (call.Type == Type.Subscribe)
        {
            return ValidateSubscribe(call, principal);
        }

        if (call.FrameworkId is null)
        {
            return Missing("framework_id");
        }

        return call.Type switch
        {
            Type.Accept when call.Accept is null => Missing("accept"),
            Type.Decline when call.Decline is null => Missing("decline"),
            Type.AcceptInverseOffers when call.AcceptInverseOffers is null => Missing("accept_inverse_offers"),
            Type.DeclineInverseOffers when call.DeclineInverseOffers is null => Missing("decline_inverse_offers"),
            Type.Kill when call.Kill is null => Missing("kill"),
            Type.Shutdown when call.Shutdown is null => Missing("shutdown"),
            Type.Acknowledge => call.Acknowledge is null ? Missing("acknowledge") : ValidateUuid(call.Acknowledge.Uuid.Length),
            Type.AcknowledgeOperationStatus => call.AcknowledgeOperationStatus is not { } acknowledge
                ? Missing("acknowledge_operation_status")
                : ValidateUuid(acknowledge.Uuid.Length) ?? (acknowledge.AgentId is null ? Missing("agent_id") : null),
            Type.Reconcile when call.Reconcile is null => Missing("reconcile"),
            Type.ReconcileOperations when call.ReconcileOperations is null => Missing("reconcile_operations"),
            Type.Message when call.Message is null => Missing("message"),
            Type.Request when call.Request is null => Missing("request"),
            Type.UpdateFramework => call.UpdateFramework is null ? Missing("update_framework")
                : call.FrameworkId.Value != call.UpdateFramework.FrameworkInfo?.Id?.Value
                    ? "'framework_id' differs from 'update_framework.framework_info.id'"
                    : null,
            _ => null,
        };
    }

    private static string? ValidateSubscribe(Call call, string? principal)
    {
        if (call.Subscribe is null)
        {
            return Missing("subscribe");
        }

        var info = call.Subscribe.FrameworkInfo;
        if (info is null)
        {
            return Missing("subscribe.framework_info");
        }

        if ((info.Id?.Value ?? "") != (call.FrameworkId?.Value ?? ""))
        {
            return "'framework_id' differs from 'subscribe.framework_info.id'";
        }

        return principal is not null && info.HasPrincipal && info.Principal != principal
            ? $"Authenticated principal '{principal}' does not match principal '{info.Principal}' set in `FrameworkInfo`"
            : null;
    }

    private static string? ValidateUuid(int length) => length == 16 ? null : $"Not a valid UUID, {length} bytes instead of 16";

    private static string Missing(string field) => $"Expecting '{field}' to be present";
}
