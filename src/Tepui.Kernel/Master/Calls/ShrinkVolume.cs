using Operation = Mesos.V1.Offer.Types.Operation;

namespace Tepui.Kernel.Master.Calls;

/// <summary>SHRINK_VOLUME: a persistent volume that nothing uses gives some of its disk back.</summary>
internal static class ShrinkVolume
{
    public static void Handle(MasterContext context, OperatorRequest request)
    {
        if (request.Call.ShrinkVolume is not { } call)
        {
            OperatorCall.RefuseMissing(request, "shrink_volume");
            return;
        }

        OperatorOperation.Do(context, request, call.AgentId, new Operation
        {
            Type = Operation.Types.Type.ShrinkVolume,
            ShrinkVolume = new Operation.Types.ShrinkVolume { Volume = call.Volume, Subtract = call.Subtract },
        });
    }
}
