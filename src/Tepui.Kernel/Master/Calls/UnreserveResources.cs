using Operation = Mesos.V1.Offer.Types.Operation;

namespace Tepui.Kernel.Master.Calls;

/// <summary>UNRESERVE_RESOURCES: takes the newest reservation off an agent's free resources.</summary>
internal static class UnreserveResources
{
    public static void Handle(MasterContext context, OperatorRequest request)
    {
        if (request.Call.UnreserveResources is not { } call)
        {
            OperatorCall.RefuseMissing(request, "unreserve_resources");
            return;
        }

        OperatorOperation.Do(context, request, call.AgentId, new Operation
        {
            Type = Operation.Types.Type.Unreserve,
            Unreserve = new Operation.Types.Unreserve { Resources = { call.Resources } },
        });
    }
}
