using Operation = Mesos.V1.Offer.Types.Operation;

namespace Tepui.Kernel.Master.Calls;

/// <summary>GROW_VOLUME: a persistent volume that nothing uses takes more of its disk.</summary>
internal static class GrowVolume
{
    public static void Handle(MasterContext context, OperatorRequest request)
    {
        if (request.Call.GrowVolume is not { } call)
        {
            OperatorCall.RefuseMissing(request, "grow_volume");
            return;
        }

        OperatorOperation.Do(context, request, call.AgentId, new Operation
        {
            Type = Operation.Types.Type.GrowVolume,
            GrowVolume = new Operation.Types.GrowVolume { Volume = call.Volume, Addition = call.Addition },
        });
    }
}
