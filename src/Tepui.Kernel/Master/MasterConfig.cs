using System;
using System.Collections.Immutable;
using Mesos.V1;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Constraints.Patterns;
using Tepui.Kernel.Master.Agents;

namespace Tepui.Kernel.Master;

/// <summary>What a master machine is told once, at its start; the flags' defaults are Mesos's.</summary>
public sealed record MasterConfig
{
    /// <summary>Who this master is: its id begins every id it gives, and SUBSCRIBED carries the whole.</summary>
    public required MasterInfo Info { get; init; }

    /// <summary>Time between two HEARTBEAT events of a scheduler's stream.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long an offer may stay unanswered before it is rescinded (--offer_timeout); null is for ever.</summary>
    public TimeSpan? OfferTimeout { get; init; }

    /// <summary>
    /// Resources that come free are offered at once; filters that have ended are looked at no more often than this
    /// (--allocation_interval).
    /// </summary>
    public TimeSpan AllocationInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long an agent may take to answer a ping (--agent_ping_timeout).</summary>
    public TimeSpan AgentPingTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>After how many unanswered pings an agent is unreachable (--max_agent_ping_timeouts).</summary>
    public int MaxAgentPingTimeouts { get; init; } = 5;

    /// <summary>
    /// How long agents may take to come back, after they lost the link or the master started (--agent_reregister_timeout).
    /// </summary>
    public TimeSpan AgentReregisterTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How fast agents are given up (--agent_removal_rate_limit); null is as soon as they fail.</summary>
    public RemovalRate? AgentRemovalRate { get; init; }

    /// <summary>
    /// Which part of the registry's agents may stay away after this master's start; with more the master ends
    /// (--recovery_agent_removal_limit). From 0 to 1.
    /// </summary>
    public double RecoveryAgentRemovalLimit { get; init; } = 1;

    /// <summary>How often old entries are taken out of the registry (--registry_gc_interval).</summary>
    public TimeSpan RegistryGcInterval { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>For how long unreachable and gone agents are remembered (--registry_max_agent_age).</summary>
    public TimeSpan RegistryMaxAgentAge { get; init; } = TimeSpan.FromDays(14);

    /// <summary>How many unreachable, and how many gone agents are remembered (--registry_max_agent_count).</summary>
    public int RegistryMaxAgentCount { get; init; } = 100 * 1024;

    /// <summary>How many removed frameworks are remembered (--max_completed_frameworks).</summary>
    public int MaxCompletedFrameworks { get; init; } = 50;

    /// <summary>How many ended tasks of a framework are remembered (--max_completed_tasks_per_framework).</summary>
    public int MaxCompletedTasksPerFramework { get; init; } = 1000;

    /// <summary>How many unreachable tasks of a framework are remembered (--max_unreachable_tasks_per_framework).</summary>
    public int MaxUnreachableTasksPerFramework { get; init; } = 1000;

    /// <summary>How many may read the operator event stream at once (--max_operator_event_stream_subscribers); one more ends the oldest.</summary>
    public int MaxOperatorEventStreamSubscribers { get; init; } = 1000;

    /// <summary>The only roles frameworks may use (--roles); null allows all.</summary>
    public ImmutableSortedSet<string>? Roles { get; init; }

    /// <summary>Whether agents without a fault domain are turned away (--require_agent_domain).</summary>
    public bool RequireAgentDomain { get; init; }

    /// <summary>The roles' weights where the registry has none (--weights); a role that is not named weighs 1.</summary>
    public ImmutableSortedDictionary<string, double> Weights { get; init; } = ImmutableSortedDictionary<string, double>.Empty;

    /// <summary>How large the regular expressions of offer constraints may be (--offer_constraints_re2_*).</summary>
    public PatternLimits PatternLimits { get; init; } = PatternLimits.Default;

    /// <summary>With quotas, what part of the registry's agents must be back before offers begin (--allocator_agent_recovery_factor).</summary>
    public double AllocatorAgentRecoveryFactor { get; init; } = 0.8;

    /// <summary>How long offers wait for them at the most (--allocator_recovery_timeout).</summary>
    public TimeSpan AllocatorRecoveryTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How resources are shared out.</summary>
    public AllocatorOptions Allocator { get; init; } = AllocatorOptions.Default;

    /// <summary>Whether frameworks may run as user root (--root_submissions).</summary>
    public bool RootSubmissions { get; init; } = true;
}
