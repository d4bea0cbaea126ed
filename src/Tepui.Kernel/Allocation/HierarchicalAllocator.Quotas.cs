using System;
using System.Collections.Generic;
using Tepui.Kernel.Quotas;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Roles;

namespace Tepui.Kernel.Allocation;

/// <content>Quotas of roles, and what roles consume of them.</content>
public sealed partial class HierarchicalAllocator
{
    private readonly Dictionary<string, Quota> _quotas = new(StringComparer.Ordinal);

    /// <summary>A role's quota from now on, also for a role nobody has yet; <see cref="Quota.Default"/> takes it off.</summary>
    public void SetQuota(string role, Quota quota)
    {
        if (quota.IsDefault)
        {
            _quotas.Remove(role);
        }
        else
        {
            _quotas[role] = quota;
        }

        MarkAllDirty();
    }

    public Quota QuotaOf(string role) => _quotas.GetValueOrDefault(role, Quota.Default);

    /// <summary>
    /// What a role with all its subroles consumes of its quota: everything reserved for them, held or not, and what they hold, in
    /// offers or by tasks, of what is neither reserved nor revocable.
    /// </summary>
    public ResourceQuantities RoleConsumption(string role)
    {
        var sum = ResourceSet.Empty;
        foreach (var agent in _agents)
        {
            sum += agent.Total.Filter(entry =>
                entry.Key.IsReserved && RoleName.IsSameOrStrictSubroleOf(entry.Key.ReservationRole, role));
            foreach (var (index, held) in agent.Held)
            {
                if (RoleName.IsSameOrStrictSubroleOf(_clients[index]!.Role.Name, role))
                {
                    sum += held.Filter(static entry => !entry.Key.IsReserved && !entry.Key.IsRevocable);
                }
            }
        }

        return sum.ScalarQuantities();
    }
}
