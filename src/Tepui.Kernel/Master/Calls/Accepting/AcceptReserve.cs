using Tepui.Kernel.Operations.Validation;
using Operation = Mesos.V1.Offer.Types.Operation;

namespace Tepui.Kernel.Master.Calls.Accepting;

/// <summary>RESERVE in an ACCEPT: reserves for the role of the offers what is unreserved or reserved for a role above.</summary>
internal static class AcceptReserve
{
    public static void Do(Acceptance acceptance, Operation operation)
    {
        if (operation.Reserve.Source.Count > 0)
        {
            acceptance.Refuse(
                operation,
                "Operation attempted with invalid resources: Reservation updates are not yet implemented for the scheduler API.");
            return;
        }

        acceptance.Apply(operation, ReserveValidation.Validate(operation.Reserve, acceptance.Caller));
    }
}
