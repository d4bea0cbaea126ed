using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Mesos.V1;

namespace Tepui.Client.Schedulers;

/// <summary>The roles a framework wants no offers for: told again with each subscription, or the master would forget.</summary>
internal sealed class SuppressedRoles(FrameworkInfo framework)
{
    private readonly Lock _gate = new();
    private readonly SortedSet<string> _suppressed = new(System.StringComparer.Ordinal);
    private readonly string[] _all = framework.Roles.Count > 0 ? [.. framework.Roles] : [framework.Role];

    public string[] Roles
    {
        get
        {
            lock (_gate)
            {
                return [.. _suppressed];
            }
        }
    }

    /// <param name="roles">None means all.</param>
    public void Add(IReadOnlyList<string>? roles)
    {
        lock (_gate)
        {
            _suppressed.UnionWith(roles is { Count: > 0 } ? roles.Intersect(_all) : _all);
        }
    }

    /// <param name="roles">None means all.</param>
    public void Remove(IReadOnlyList<string>? roles)
    {
        lock (_gate)
        {
            _suppressed.ExceptWith(roles is { Count: > 0 } ? roles : _all);
        }
    }
}
