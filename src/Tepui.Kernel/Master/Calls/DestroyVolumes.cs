using Operation = Mesos.V1.Offer.Types.Operation;

namespace Tepui.Kernel.Master.Calls;

/// <summary>DESTROY_VOLUMES: makes persistent volumes that nothing uses disk again.</summary>
internal static class DestroyVolumes
{
    public static void Handle(MasterContext context, OperatorRequest request)
    {
        if (request.Call.DestroyVolumes is not { } call)
        {
            OperatorCall.RefuseMissing(request, "destroy_volumes");
            return;
        }

        OperatorOperation.Do(context, request, call.AgentId, new Operation
        {
            Type = Operation.Types.Type.Destroy,
            Destroy = new Operation.Types.Destroy { Volumes = { call.Volumes } },
        });
    }
}
