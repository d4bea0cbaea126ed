using Tepui.Kernel.Operations.Validation;
using Tepui.Kernel.Resources;
using Operation = Mesos.V1.Offer.Types.Operation;

namespace Tepui.Kernel.Master.Calls.Accepting;

/// <summary>CREATE_DISK in an ACCEPT. Agents have no resource providers, so that no offer ever holds what it needs.</summary>
internal static class AcceptCreateDisk
{
    public static void Do(Acceptance acceptance, Operation operation)
    {
        if (DiskValidation.Validate(operation.CreateDisk) is { Count: > 0 } faults)
        {
            acceptance.Refuse(operation, faults);
            return;
        }

        acceptance.Refuse(
            operation,
            $"Invalid CREATE_DISK Operation: {acceptance.Remaining} does not contain {ResourceMessage.ToEntry(operation.CreateDisk.Source)}");
    }
}
