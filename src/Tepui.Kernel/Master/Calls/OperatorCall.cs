using Tepui.Kernel.Master.Frameworks;
using Type = Mesos.V1.Master.Call.Types.Type;

namespace Tepui.Kernel.Master.Calls;

/// <summary>
/// Operator calls that change something, and which file handles them; those that read are answered from views
/// (docs/operator-http-api.md).
/// </summary>
internal static class OperatorCall
{
    public static void Handle(MasterContext context, OperatorCalls input)
    {
        var request = new OperatorRequest(context, input);
        if (!context.State.Leads)
        {
            request.Refuse(RejectionKind.Unavailable, "Master has not finished recovery");
            return;
        }

        switch (input.Call.Type)
        {
            case Type.CreateVolumes:
                CreateVolumes.Handle(context, request);
                break;
            case Type.DeactivateAgent:
                DeactivateAgent.Handle(context, request);
                break;
            case Type.DestroyVolumes:
                DestroyVolumes.Handle(context, request);
                break;
            case Type.DrainAgent:
                DrainAgent.Handle(context, request);
                break;
            case Type.GrowVolume:
                GrowVolume.Handle(context, request);
                break;
            case Type.MarkAgentGone:
                MarkAgentGone.Handle(context, request);
                break;
            case Type.ReactivateAgent:
                ReactivateAgent.Handle(context, request);
                break;
            case Type.RemoveQuota:
                RemoveQuota.Handle(context, request);
                break;
            case Type.ReserveResources:
                ReserveResources.Handle(context, request);
                break;
            case Type.SetQuota:
                SetQuota.Handle(context, request);
                break;
            case Type.ShrinkVolume:
                ShrinkVolume.Handle(context, request);
                break;
            case Type.StartMaintenance:
                StartMaintenance.Handle(context, request);
                break;
            case Type.StopMaintenance:
                StopMaintenance.Handle(context, request);
                break;
            case Type.Teardown:
                HandleTeardown(context, request);
                break;
            case Type.UnreserveResources:
                UnreserveResources.Handle(context, request);
                break;
            case Type.UpdateMaintenanceSchedule:
                UpdateMaintenanceSchedule.Handle(context, request);
                break;
            case Type.Unknown:
                RefuseMissing(request, "type");
                break;
            case Type.UpdateQuota:
                UpdateQuota.Handle(context, request);
                break;
            case Type.UpdateWeights:
                UpdateWeights.Handle(context, request);
                break;
            default:
                request.Refuse(RejectionKind.NotSupported, $"The {WireNames.Of(input.Call.Type)} call is not supported yet by this master");
                break;
        }
    }

    /// <summary>400: the call's own message is not there (src/master/validation.cpp).</summary>
    public static void RefuseMissing(OperatorRequest request, string field) =>
        request.Refuse(RejectionKind.BadRequest, $"Failed to validate master::Call: Expecting '{field}' to be present");

    /// <summary>TEARDOWN: an operator ends a framework, connected or not.</summary>
    private static void HandleTeardown(MasterContext context, OperatorRequest request)
    {
        if (request.Call.Teardown is not { } teardown)
        {
            RefuseMissing(request, "teardown");
            return;
        }

        if (context.State.Frameworks.Find(new FrameworkId(teardown.FrameworkId.Value)) is not { } framework)
        {
            request.Refuse(RejectionKind.BadRequest, "No framework found with specified ID");
            return;
        }

        FrameworkLife.Remove(context, framework, "torn down by an operator");
        request.Accept();
    }
}
