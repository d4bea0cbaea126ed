using Operation = Mesos.V1.Offer.Types.Operation;

namespace Tepui.Kernel.Master.Calls;

/// <summary>CREATE_VOLUMES: makes persistent volumes of an agent's free reserved disk.</summary>
internal static class CreateVolumes
{
    public static void Handle(MasterContext context, OperatorRequest request)
    {
        if (request.Call.CreateVolumes is not { } call)
        {
            OperatorCall.RefuseMissing(request, "create_volumes");
            return;
        }

        OperatorOperation.Do(context, request, call.AgentId, new Operation
        {
            Type = Operation.Types.Type.Create,
            Create = new Operation.Types.Create { Volumes = { call.Volumes } },
        });
    }
}
