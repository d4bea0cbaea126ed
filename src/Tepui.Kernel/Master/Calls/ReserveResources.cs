using Operation = Mesos.V1.Offer.Types.Operation;

namespace Tepui.Kernel.Master.Calls;

/// <summary>RESERVE_RESOURCES: reserves an agent's free resources, or changes the reservation of those named as <c>source</c>.</summary>
internal static class ReserveResources
{
    public static void Handle(MasterContext context, OperatorRequest request)
    {
        if (request.Call.ReserveResources is not { } call)
        {
            OperatorCall.RefuseMissing(request, "reserve_resources");
            return;
        }

        OperatorOperation.Do(context, request, call.AgentId, new Operation
        {
            Type = Operation.Types.Type.Reserve,
            Reserve = new Operation.Types.Reserve { Resources = { call.Resources }, Source = { call.Source } },
        });
    }
}
