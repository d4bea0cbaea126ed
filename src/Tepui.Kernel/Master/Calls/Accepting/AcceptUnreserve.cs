using Tepui.Kernel.Operations.Validation;
using Operation = Mesos.V1.Offer.Types.Operation;

namespace Tepui.Kernel.Master.Calls.Accepting;

/// <summary>UNRESERVE in an ACCEPT: takes the newest reservation off, of all or of a part of what is reserved.</summary>
internal static class AcceptUnreserve
{
    public static void Do(Acceptance acceptance, Operation operation) =>
        acceptance.Apply(operation, UnreserveValidation.Validate(operation.Unreserve));
}
