using System;
using System.Linq;
using Tepui.Agent.Options;

namespace Tepui.Agent.Tests.Options;

public sealed class AgentOptionsTests
{
    [Fact]
    public void Faults_OfEverything_AreToldAtOnce()
    {
        var options = new AgentOptions
        {
            Ip = "nonsense",
            Port = 70_000,
            Recover = "maybe",
            Resources = "cpus:many",
            Attributes = "rack",
            ExecutorEnvironmentVariables = """{"A":1}""",
            RecoveryTimeout = TimeSpan.FromSeconds(-1),
            ExecutorShutdownGracePeriod = TimeSpan.FromSeconds(-1),
            ExecutorRegistrationTimeout = TimeSpan.Zero,
            ExecutorReregistrationTimeout = TimeSpan.FromSeconds(16),
            FetcherStallTimeout = TimeSpan.Zero,
            RegistrationBackoffFactor = TimeSpan.FromSeconds(-1),
            ZkSessionTimeout = TimeSpan.Zero,
            MaxCompletedExecutorsPerFramework = -1,
            MaxRequestBodyBytes = 0,
            LoggingLevel = "LOUD",
            Containerizers = "rkt",
            DockerSocket = "tcp://host:2375",
            DockerRemoveDelay = TimeSpan.FromSeconds(-1),
            DockerStopTimeout = TimeSpan.FromSeconds(-1),
            SandboxDirectory = "/",
        };

        string[] flags = [.. options.Faults().Select(fault => fault.Split(':')[0]).Distinct()];

        flags.ShouldBe(
            [
                "--master", "--ip", "--port", "--work_dir", "--recover", "--recovery_timeout", "--resources", "--attributes",
                "--executor_environment_variables", "--executor_shutdown_grace_period", "--executor_registration_timeout",
                "--executor_reregistration_timeout", "--fetcher_stall_timeout", "--registration_backoff_factor", "--zk_session_timeout",
                "--max_completed_executors_per_framework", "--max_request_body_bytes", "--logging_level",
                "--containerizers", "--docker_socket", "--docker_remove_delay", "--docker_stop_timeout", "--sandbox_directory",
            ],
            ignoreOrder: true);
    }

    [Fact]
    public void Flags_of_what_is_kept_and_what_may_change_are_checked()
    {
        var options = new AgentOptions
        {
            Master = "127.0.0.1:1",
            WorkDirectory = "/w",
            GcDelay = TimeSpan.FromSeconds(-1),
            GcDiskHeadroom = 1.5,
            DiskWatchInterval = TimeSpan.Zero,
            SandboxCleanupPatterns = "*, a/b,ok-*",
            FetcherCacheSize = "2",
            FetcherCacheDirectory = "relative",
            ReconfigurationPolicy = "any",
        };

        options.Faults().ShouldBe(
        [
            "--gc_delay: must not be negative",
            "--gc_disk_headroom: must be from 0.0 to 1.0",
            "--disk_watch_interval: must be positive",
            "--sandbox_cleanup_patterns: '*' is no pattern of names: write names with * and ?, without a slash, and not all names",
            "--sandbox_cleanup_patterns: 'a/b' is no pattern of names: write names with * and ?, without a slash, and not all names",
            "--fetcher_cache_size: '2' is no number with B, KB, MB, GB or TB, as in 2GB",
            "--fetcher_cache_dir: 'relative' is no absolute path",
            "--reconfiguration_policy: 'any' is neither 'equal' nor 'additive'",
        ]);
    }
}
