using System.Collections.Generic;
using System.Linq;
using Tepui.Kernel.Master.Roles;
using Tepui.Kernel.Roles;

namespace Tepui.Kernel.Master.Calls;

/// <summary>UPDATE_WEIGHTS (src/master/weights_handler.cpp).</summary>
internal static class UpdateWeights
{
    private const string Invalid = "Failed to validate update weights request JSON";

    public static void Handle(MasterContext context, OperatorRequest request)
    {
        if (request.Call.UpdateWeights is not { } update)
        {
            OperatorCall.RefuseMissing(request, "update_weights");
            return;
        }

        var weights = new List<KeyValuePair<string, double>>();
        foreach (var info in update.WeightInfos)
        {
            var role = info.Role.Trim(' ', '\t', '\r', '\n');
            if (Fault(context, role, info.Weight) is { } fault)
            {
                request.Refuse(RejectionKind.BadRequest, fault);
                return;
            }

            weights.Add(new(role, info.Weight));
        }

        RoleSettings.StoreWeights(context, request, weights, () => RescindOffers(context, weights));
    }

    private static string? Fault(MasterContext context, string role, double weight) =>
        RoleName.Validate(role) is [var fault, ..] ? $"{Invalid}: Invalid role '{role}': {fault}"
        : !context.Allows(role) ? $"{Invalid}: Unknown role '{role}'"
        : !double.IsFinite(weight) || weight <= 0
            ? $"{Invalid} for role '{role}': Invalid weight '{weight}': Weights must be positive"
        : null;

    /// <summary>Where a role that somebody uses weighs differently, all that is on offer is shared out anew.</summary>
    private static void RescindOffers(MasterContext context, List<KeyValuePair<string, double>> weights)
    {
        if (weights.Any(pair => context.IsInUse(pair.Key)))
        {
            foreach (var agent in context.State.Agents)
            {
                OfferLife.RescindAll(context, agent.Offers, "a role's weight changed");
            }
        }
    }
}
