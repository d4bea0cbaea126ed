using System.Collections.Generic;

namespace Tepui.Kernel.Operations.Validation;

/// <summary>Who wants an operation done.</summary>
/// <param name="Principal">Whose reservations and volumes are made; null: anybody's may be.</param>
/// <param name="Framework">Null: an operator, who works on what nobody holds.</param>
/// <param name="Roles">The framework's.</param>
/// <param name="KnowsSharedResources">Whether the framework has SHARED_RESOURCES.</param>
public sealed record OperationCaller(
    string? Principal,
    FrameworkId? Framework = null,
    IReadOnlyCollection<string>? Roles = null,
    bool KnowsSharedResources = true)
{
    public bool IsOperator => Framework is null;
}
