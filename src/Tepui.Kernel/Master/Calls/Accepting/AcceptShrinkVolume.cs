using Tepui.Kernel.Operations.Validation;
using Operation = Mesos.V1.Offer.Types.Operation;

namespace Tepui.Kernel.Master.Calls.Accepting;

/// <summary>SHRINK_VOLUME in an ACCEPT: a persistent volume gives some of its disk back.</summary>
internal static class AcceptShrinkVolume
{
    public static void Do(Acceptance acceptance, Operation operation) =>
        acceptance.ApplyResize(operation, ResizeValidation.Validate(operation.ShrinkVolume));
}
