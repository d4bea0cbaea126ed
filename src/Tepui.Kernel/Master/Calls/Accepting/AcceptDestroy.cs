using System.Linq;
using Tepui.Kernel.Operations;
using Tepui.Kernel.Operations.Validation;
using Tepui.Kernel.Resources;
using Operation = Mesos.V1.Offer.Types.Operation;

namespace Tepui.Kernel.Master.Calls.Accepting;

/// <summary>DESTROY in an ACCEPT: persistent volumes that nothing uses become disk again, and lose what is in them.</summary>
internal static class AcceptDestroy
{
    public static void Do(Acceptance acceptance, Operation operation)
    {
        var agent = acceptance.Agent;
        var faults = DestroyValidation.Validate(operation.Destroy, CheckpointedResources.Of(agent.Total), agent.Used);
        if (faults.Count == 0)
        {
            RescindOthers(acceptance, operation);
        }

        acceptance.Apply(operation, faults);
    }

    /// <summary>A shared volume may be in other offers too: none is to offer what is gone.</summary>
    private static void RescindOthers(Acceptance acceptance, Operation operation)
    {
        var volumes = operation.Destroy.Volumes.Select(static volume => ResourceSet.From([volume])).ToList();
        foreach (var offer in acceptance.Agent.Offers.Snapshot())
        {
            if (volumes.Exists(offer.Resources.Contains))
            {
                OfferLife.Rescind(acceptance.Context, offer, "a volume in it is destroyed");
            }
        }
    }
}
