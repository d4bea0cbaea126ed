using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Net;
using Tepui.Endpoints.Domains;
using Tepui.Http.Logging;
using Tepui.Runtime.Flags;

namespace Tepui.Master.Options;

/// <summary>A master's flags, named and meant as Mesos's (docs/configuration/master.md).</summary>
public sealed class MasterOptions : IFlags
{
    private string? _registry;

    [Flag("ip", "The IP address to listen on. Loopback, unless said otherwise: there is no authentication yet.", Value = "IP")]
    public string Ip { get; set; } = "127.0.0.1";

    [Flag("port", "The port to listen on; 0 lets the system choose.", Value = "PORT")]
    public int Port { get; set; } = 5050;

    [Flag("advertise_ip", "The IP address that others are told to reach this master at, where it differs from --ip.", Value = "IP")]
    public string? AdvertiseIp { get; set; }

    [Flag("advertise_port", "The port that others are told to reach this master at, where it differs from --port.", Value = "PORT")]
    public int? AdvertisePort { get; set; }

    [Flag("hostname", "The host name that others are told; the advertised IP address when it is not given.", Value = "NAME")]
    public string? Hostname { get; set; }

    [Flag("work_dir", "Where the registry and reports on faults are kept.", Value = "DIR")]
    public string WorkDir { get; set; } = DefaultWorkDir();

    [Flag("zk", "The ZooKeeper ensemble where masters elect their leader and keep the registry, as in zk://h1:2181,h2:2181/mesos or "
        + "zk://user:password@h1:2181/mesos, or file:///PATH of a file that holds it. Without it there is one master.", Value = "URL", HidesPassword = true)]
    public string? Zk { get; set; }

    [Flag("zk_session_timeout", "After how long without a word ZooKeeper takes a master for dead.", Value = "DURATION")]
    public TimeSpan ZkSessionTimeout { get; set; } = TimeSpan.FromSeconds(10);

    [Flag("registry", "Where the registry lives: 'file' (in --work_dir), 'zookeeper' (where --zk says, and what holds with --zk), "
        + "'in_memory' (forgotten at the end), or 'replicated_log', which means 'zookeeper' with --zk and 'file' without.", Value = "KIND")]
    public string Registry
    {
        get => _registry ?? (Zk is null ? RegistryKinds.File : RegistryKinds.ZooKeeper);
        set => _registry = value;
    }

    [Flag("quorum", "Accepted for Mesos's sake, and needed where Mesos needs it: ZooKeeper's servers are the quorum.", Value = "N")]
    public int? Quorum { get; set; }

    [Flag("cluster", "A name for the cluster, shown to people.", Value = "NAME")]
    public string? Cluster { get; set; }

    [Flag("domain", "The master's fault domain: Mesos's DomainInfo as JSON, with its region and zone, or a file that holds one. Agents of "
        + "other regions are offered to region-aware frameworks only.", Value = "JSON")]
    public string? Domain { get; set; }

    [Flag("require_agent_domain", "Whether agents without a fault domain are turned away; else they count as being in the master's.")]
    public bool RequireAgentDomain { get; set; }

    [Flag("offer_timeout", "How long a framework may hold an offer before it is rescinded; for ever when not given.", Value = "DURATION")]
    public TimeSpan? OfferTimeout { get; set; }

    [Flag("allocation_interval", "Time between two allocations over everything, beside those that events cause.", Value = "DURATION")]
    public TimeSpan AllocationInterval { get; set; } = TimeSpan.FromSeconds(1);

    [Flag("roles", "The only roles frameworks may use, with commas between; all when not given.", Value = "ROLES")]
    public string? Roles { get; set; }

    [Flag("weights", "The roles' weights, as in 'ads=2,batch=0.5'; a role that is not named weighs 1.", Value = "WEIGHTS")]
    public string? Weights { get; set; }

    [Flag("role_sorter", "How the next role to be offered something is found: 'drf', the lowest weighted share first, or 'random'.", Value = "SORTER")]
    public string RoleSorter { get; set; } = Sorters.DominantShare;

    [Flag("framework_sorter", "The same for the frameworks of a role.", Value = "SORTER")]
    public string FrameworkSorter { get; set; } = Sorters.DominantShare;

    [Flag("fair_sharing_excluded_resource_names", "Resources that count for nobody's share, with commas between.", Value = "NAMES")]
    public string? FairSharingExcludedResourceNames { get; set; }

    [Flag("filter_gpu_resources", "Whether agents with GPUs are offered only to frameworks that know GPUs.")]
    public bool FilterGpuResources { get; set; } = true;

    [Flag("agent_ping_timeout", "How long an agent may take to answer a ping.", Value = "DURATION", FormerName = "slave_ping_timeout")]
    public TimeSpan AgentPingTimeout { get; set; } = TimeSpan.FromSeconds(15);

    [Flag("max_agent_ping_timeouts", "After how many unanswered pings an agent is unreachable.",
        Value = "N", FormerName = "max_slave_ping_timeouts")]
    public int MaxAgentPingTimeouts { get; set; } = 5;

    [Flag("agent_reregister_timeout", "How long agents may take to come back once their link broke or the master restarted.",
        Value = "DURATION", FormerName = "slave_reregister_timeout")]
    public TimeSpan AgentReregisterTimeout { get; set; } = TimeSpan.FromMinutes(10);

    [Flag("agent_removal_rate_limit", "How fast agents that fail are marked unreachable, as in 1/10mins; as soon as they fail when not given.",
        Value = "N/DURATION", FormerName = "slave_removal_rate_limit")]
    public string? AgentRemovalRateLimit { get; set; }

    [Flag("recovery_agent_removal_limit", "Which part of the registry's agents may stay away after this master's start; with more it ends "
        + "rather than give them up.", Value = "PERCENT", FormerName = "recovery_slave_removal_limit")]
    public string RecoveryAgentRemovalLimit { get; set; } = "100%";

    [Flag("registry_fetch_timeout", "How long reading the registry may take; a master for which it takes longer ends.", Value = "DURATION")]
    public TimeSpan RegistryFetchTimeout { get; set; } = TimeSpan.FromMinutes(1);

    [Flag("registry_store_timeout", "How long a write of the registry may take; a master for which one takes longer ends.", Value = "DURATION")]
    public TimeSpan RegistryStoreTimeout { get; set; } = TimeSpan.FromSeconds(20);

    [Flag("registry_gc_interval", "How often the registry is looked through for agents that may be forgotten.", Value = "DURATION")]
    public TimeSpan RegistryGcInterval { get; set; } = TimeSpan.FromMinutes(15);

    [Flag("registry_max_agent_age", "For how long unreachable and gone agents are remembered.", Value = "DURATION")]
    public TimeSpan RegistryMaxAgentAge { get; set; } = TimeSpan.FromDays(14);

    [Flag("registry_max_agent_count", "How many unreachable, and how many gone agents are remembered.", Value = "N")]
    public int RegistryMaxAgentCount { get; set; } = 100 * 1024;

    [Flag("max_completed_frameworks", "How many removed frameworks are remembered.", Value = "N")]
    public int MaxCompletedFrameworks { get; set; } = 50;

    [Flag("max_completed_tasks_per_framework", "How many ended tasks of a framework are remembered.", Value = "N")]
    public int MaxCompletedTasksPerFramework { get; set; } = 1000;

    [Flag("max_unreachable_tasks_per_framework", "How many unreachable tasks of a framework are remembered.", Value = "N")]
    public int MaxUnreachableTasksPerFramework { get; set; } = 1000;

    [Flag("max_operator_event_stream_subscribers", "How many may read the operator event stream at once; one more ends the oldest.", Value = "N")]
    public int MaxOperatorEventStreamSubscribers { get; set; } = 1000;

    [Flag("publish_per_framework_metrics", "Whether metrics are kept apart by framework.")]
    public bool PublishPerFrameworkMetrics { get; set; } = true;

    [Flag("external_log_file", "A file that something else writes this master's log to, as a service manager does of its standard error; "
        + "it is shown at /files/read?path=/master/log.", Value = "PATH")]
    public string? ExternalLogFile { get; set; }

    [Flag("root_submissions", "Whether frameworks may run as user root.")]
    public bool RootSubmissions { get; set; } = true;

    [Flag("max_request_body_bytes", "How long the body of a request may be; a longer one is answered 413.", Value = "BYTES")]
    public int MaxRequestBodyBytes { get; set; } = 64 * 1024 * 1024;

    [Flag("logging_level", "What is logged at least: DEBUG (every task), INFO, WARNING or ERROR.", Value = "LEVEL")]
    public string LoggingLevel { get; set; } = "INFO";

    [Flag("allocator_agent_recovery_factor", "Where there are quotas: what part of the agents known must be back after a start of the "
        + "master before it makes offers.", Value = "PART")]
    public double AllocatorAgentRecoveryFactor { get; set; } = 0.8;

    [Flag("allocator_recovery_timeout", "How long offers wait for those agents at the most.", Value = "DURATION")]
    public TimeSpan AllocatorRecoveryTimeout { get; set; } = TimeSpan.FromMinutes(10);

    [Flag("min_allocatable_resources", "What an offer holds at the least: sets of quantities with '|' between, one of which must be there "
        + "as a whole, as in 'disk:1|cpus:1;mem:32;ports:1'. Empty: any offer will do.", Value = "SETS")]
    public string MinAllocatableResources { get; set; } = "cpus:0.01|mem:32";

    [Flag("offer_constraints_re2_max_mem", "How much memory RE2 would spend on a regular expression of an offer constraint at the most.", Value = "BYTES")]
    public string OfferConstraintsRe2MaxMem { get; set; } = "4KB";

    [Flag("offer_constraints_re2_max_program_size", "How many RE2 instructions a regular expression of an offer constraint may become.", Value = "N")]
    public int OfferConstraintsRe2MaxProgramSize { get; set; } = 100;

    public IEnumerable<string> Faults()
    {
        var faults = new List<string>();
        Check(IPAddress.TryParse(Ip, out _), $"--ip: '{Ip}' is no IP address");
        Check(AdvertiseIp is null || IPAddress.TryParse(AdvertiseIp, out _), $"--advertise_ip: '{AdvertiseIp}' is no IP address");
        Check(Port is >= 0 and <= 65535, $"--port: {Port} is no port; expecting 0 to 65535");
        Check(AdvertisePort is null or (>= 1 and <= 65535), $"--advertise_port: {AdvertisePort} is no port; expecting 1 to 65535");
        Check(Hostname is not "", "--hostname: is empty");
        Check(WorkDir.Length > 0, "--work_dir: is empty");
        Check(RegistryKinds.All.Contains(Registry), $"--registry: '{Registry}' is none of {string.Join(", ", RegistryKinds.All)}");
        Check(Quorum is null or >= 1, $"--quorum: {Quorum} is below 1");
        ElectionFlags.Check(this, faults);
        Check(OfferTimeout is null || OfferTimeout > TimeSpan.Zero, "--offer_timeout: must be longer than nothing");
        Check(AllocationInterval > TimeSpan.Zero, "--allocation_interval: must be longer than nothing");
        Check(Sorters.TryParse(RoleSorter, out _), $"--role_sorter: '{RoleSorter}' is neither drf nor random");
        Check(Sorters.TryParse(FrameworkSorter, out _), $"--framework_sorter: '{FrameworkSorter}' is neither drf nor random");
        Check(AgentPingTimeout >= TimeSpan.FromSeconds(1), "--agent_ping_timeout: must be at least 1secs");
        Check(MaxAgentPingTimeouts >= 1, "--max_agent_ping_timeouts: must be at least 1");
        Check(AgentReregisterTimeout > TimeSpan.Zero, "--agent_reregister_timeout: must be longer than nothing");
        Check(
            AgentRemovalRateLimit is null || RemovalLimits.TryParseRate(AgentRemovalRateLimit, out _),
            $"--agent_removal_rate_limit: '{AgentRemovalRateLimit}' is not of the form N/DURATION, such as 1/10mins");
        Check(
            RemovalLimits.TryParsePercentage(RecoveryAgentRemovalLimit, out _),
            $"--recovery_agent_removal_limit: '{RecoveryAgentRemovalLimit}' is no percentage from 0% to 100%");
        Check(AllocatorAgentRecoveryFactor is >= 0 and <= 1, "--allocator_agent_recovery_factor: must be between 0 and 1");
        Check(AllocatorRecoveryTimeout >= TimeSpan.Zero, "--allocator_recovery_timeout: must not be negative");
        Check(ByteText.TryParse(OfferConstraintsRe2MaxMem, out _), $"--offer_constraints_re2_max_mem: '{OfferConstraintsRe2MaxMem}' is no amount such as 4KB");
        Check(OfferConstraintsRe2MaxProgramSize >= 0, "--offer_constraints_re2_max_program_size: must not be negative");
        MinimumResources.Parse(MinAllocatableResources, faults);
        Check(RegistryFetchTimeout > TimeSpan.Zero, "--registry_fetch_timeout: must be longer than nothing");
        Check(RegistryStoreTimeout > TimeSpan.Zero, "--registry_store_timeout: must be longer than nothing");
        Check(RegistryGcInterval > TimeSpan.Zero, "--registry_gc_interval: must be longer than nothing");
        Check(RegistryMaxAgentAge >= TimeSpan.Zero, "--registry_max_agent_age: must not be negative");
        Check(RegistryMaxAgentCount >= 0, "--registry_max_agent_count: must not be negative");
        Check(MaxCompletedFrameworks >= 0, "--max_completed_frameworks: must not be negative");
        Check(MaxCompletedTasksPerFramework >= 0, "--max_completed_tasks_per_framework: must not be negative");
        Check(MaxUnreachableTasksPerFramework >= 0, "--max_unreachable_tasks_per_framework: must not be negative");
        Check(MaxOperatorEventStreamSubscribers >= 0, "--max_operator_event_stream_subscribers: must not be negative");
        Check(MaxRequestBodyBytes >= 1024, "--max_request_body_bytes: must be at least 1024");
        Check(LogLevels.TryParse(LoggingLevel, out _), $"--logging_level: '{LoggingLevel}' is none of {LogLevels.Names}");
        ImmutableSortedSet<string>? roles = RoleWhitelist.Parse(Roles, faults);
        foreach (string role in RoleWeights.Parse(Weights, faults).Keys)
        {
            Check(roles?.Contains(role) != false, $"--weights: '{role}' is none of --roles");
        }

        FaultDomainText.Parse(Domain, faults);
        return faults;

        void Check(bool holds, string fault)
        {
            if (!holds)
            {
                faults.Add(fault);
            }
        }
    }

    private static string DefaultWorkDir()
    {
        // A new account has a home but no ~/.local/share yet; a system account such as nobody has no home at all.
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string state = Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return home.Length > 0 && state.Length > 0
            ? Path.Combine(state, "tepui", "master")
            : Path.Combine(Path.GetTempPath(), $"tepui-{Environment.UserName}", "standalone-master");
    }
}
