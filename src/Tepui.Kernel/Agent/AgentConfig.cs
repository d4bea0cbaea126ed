using System;
using System.Collections.Generic;
using Mesos.V1;
using Tepui.Kernel.Agent.GarbageCollection;

namespace Tepui.Kernel.Agent;

/// <summary>What an agent machine is told once, at its start; the defaults are Mesos's.</summary>
public sealed record AgentConfig
{
    /// <summary>Who this agent is, without its id.</summary>
    public required AgentInfo Info { get; init; }

    /// <summary>The address tasks are reached under; every status carries it.</summary>
    public required string IpAddress { get; init; }

    /// <summary>--work_dir: where the sandboxes are; absolute.</summary>
    public required string WorkDirectory { get; init; }

    /// <summary>What every task finds in its environment whatever it is; later entries win, a task's own win over all.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];

    /// <summary>What tasks of frameworks with <c>checkpoint</c> find in addition.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> CheckpointEnvironment { get; init; } = [];

    /// <summary>The Unix socket on which executors reach the agent (--http_executor_domain_sockets); null without one.</summary>
    public string? ExecutorSocket { get; init; }

    /// <summary>Tasks run as their framework's user, or the command's (--switch_user).</summary>
    public bool SwitchUser { get; init; }

    /// <summary>Between SIGTERM and SIGKILL when an executor is shut down (--executor_shutdown_grace_period).</summary>
    public TimeSpan ExecutorShutdownGracePeriod { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an executor may take from its start to its SUBSCRIBE (--executor_registration_timeout).</summary>
    public TimeSpan ExecutorRegistrationTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long executors may take to subscribe again after a restart of the agent (--executor_reregistration_timeout).</summary>
    public TimeSpan ExecutorReregistrationTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>--isolation has cgroups/cpu: tasks in Mesos containers may have limits of cpus.</summary>
    public bool BoundsCpus { get; init; }

    /// <summary>--isolation has cgroups/mem: tasks in Mesos containers may have limits of mem.</summary>
    public bool BoundsMemory { get; init; }

    /// <summary>--cgroups_enable_cfs: what a task asks for of cpus is its limit, where it has none.</summary>
    public bool RequestsBoundCpus { get; init; }

    /// <summary>--containerizers has docker: tasks with a DOCKER container can run here.</summary>
    public bool Docker { get; init; }

    /// <summary>--registration_backoff_factor.</summary>
    public TimeSpan RegistrationBackoffFactor { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>--recover=cleanup: kill what the last process left and end.</summary>
    public bool CleanUpOnly { get; init; }

    /// <summary>How many ended tasks of a framework are remembered (--max_completed_executors_per_framework).</summary>
    public int MaxCompletedTasksPerFramework { get; init; } = 150;

    /// <summary>How many frameworks without tasks are remembered.</summary>
    public int MaxCompletedFrameworks { get; init; } = 50;

    /// <summary>How long sandboxes are kept.</summary>
    public GarbageRules Garbage { get; init; } = new();

    /// <summary>Sandboxes are cleaned when their containers end.</summary>
    public bool CleansSandboxes { get; init; }

    /// <summary>--sandbox_tmpdir: tasks that are no Docker containers and have no image find a folder of their own for temporary files.</summary>
    public bool OwnTemporaryFolders { get; init; }

    /// <summary>Sent with a registration.</summary>
    public string? TepuiVersion { get; init; }
}
