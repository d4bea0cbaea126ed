using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Tepui.Kernel.Master.Calls;
using Tepui.Kernel.Quotas;
using Tepui.Kernel.Registry;

namespace Tepui.Kernel.Master.Roles;

/// <summary>What operators set for roles. The registry has it before anybody is told that it holds.</summary>
internal static class RoleSettings
{
    /// <summary>
    /// Takes over what the registry has. The flag's weights are for a registry that has none: then they go into it, else they do
    /// not count (src/master/master.cpp, docs/weights.md).
    /// </summary>
    public static void Recover(MasterContext context, RegistryState registry)
    {
        var weights = registry.Weights;
        if (weights.IsEmpty && !context.Config.Weights.IsEmpty)
        {
            weights = context.Config.Weights;
            context.Registrar.Apply(stored => stored with { Weights = weights }, static () => { }, static _ => { });
        }
        else if (!context.Config.Weights.IsEmpty)
        {
            context.Tell(new WeightsFlagIgnored());
        }

        SetWeights(context, weights);
        SetQuotas(context, registry.Quotas);
    }

    public static void StoreWeights(
        MasterContext context, OperatorRequest request, IReadOnlyCollection<KeyValuePair<string, double>> weights, Action stored) => request.Store(
        registry => registry with { Weights = registry.Weights.SetItems(weights) },
        () =>
        {
            SetWeights(context, weights);
            stored();
        });

    /// <param name="check">Why these quotas cannot be, beside those of the registry; or null.</param>
    /// <param name="quotas">Of each role one.</param>
    public static void StoreQuotas(
        MasterContext context,
        OperatorRequest request,
        Func<RegistryState, Rejection?> check,
        IReadOnlyCollection<KeyValuePair<string, Quota>> quotas,
        Action stored) => request.Store(
        check,
        registry => registry with { Quotas = With(registry.Quotas, quotas) },
        () =>
        {
            SetQuotas(context, quotas);
            stored();
        });

    private static void SetWeights(MasterContext context, IEnumerable<KeyValuePair<string, double>> weights)
    {
        foreach (var (role, weight) in weights)
        {
            context.State.Weights = context.State.Weights.SetItem(role, weight);
            context.Allocator.SetWeight(role, weight);
            context.Tell(new RoleWeightSet(role, weight));
        }
    }

    private static void SetQuotas(MasterContext context, IEnumerable<KeyValuePair<string, Quota>> quotas)
    {
        foreach (var (role, quota) in quotas)
        {
            context.Allocator.SetQuota(role, quota);
            context.Tell(new RoleQuotaSet(role, quota));
        }
    }

    private static ImmutableSortedDictionary<string, Quota> With(
        ImmutableSortedDictionary<string, Quota> quotas, IReadOnlyCollection<KeyValuePair<string, Quota>> changes) =>
        quotas.SetItems(changes).RemoveRange(changes.Where(static pair => pair.Value.IsDefault).Select(static pair => pair.Key));
}
