using Tepui.Kernel.Operations.Validation;
using Operation = Mesos.V1.Offer.Types.Operation;

namespace Tepui.Kernel.Master.Calls.Accepting;

/// <summary>GROW_VOLUME in an ACCEPT: a persistent volume takes more of its disk.</summary>
internal static class AcceptGrowVolume
{
    public static void Do(Acceptance acceptance, Operation operation) =>
        acceptance.ApplyResize(operation, ResizeValidation.Validate(operation.GrowVolume));
}
