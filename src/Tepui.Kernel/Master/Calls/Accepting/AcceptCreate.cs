using Tepui.Kernel.Operations;
using Tepui.Kernel.Operations.Validation;
using Operation = Mesos.V1.Offer.Types.Operation;

namespace Tepui.Kernel.Master.Calls.Accepting;

/// <summary>CREATE in an ACCEPT: makes persistent volumes of reserved disk.</summary>
internal static class AcceptCreate
{
    public static void Do(Acceptance acceptance, Operation operation) => acceptance.Apply(
        operation,
        CreateValidation.Validate(operation.Create, CheckpointedResources.Of(acceptance.Agent.Total), acceptance.Caller));
}
