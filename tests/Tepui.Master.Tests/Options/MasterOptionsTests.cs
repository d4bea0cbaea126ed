using System;
using System.Linq;
using Tepui.Master.Options;

namespace Tepui.Master.Tests.Options;

public sealed class MasterOptionsTests
{
    [Fact]
    public void Defaults_HaveNoFaults() => new MasterOptions().Faults().ShouldBeEmpty();

    [Fact]
    public void Faults_AreToldAllAtOnce_EachWithItsFlag()
    {
        var options = new MasterOptions
        {
            Ip = "localhost",
            Port = 70000,
            Registry = "etcd",
            AllocationInterval = TimeSpan.Zero,
            RoleSorter = "fair",
            AgentPingTimeout = TimeSpan.FromMilliseconds(1),
            Weights = "ads=2,ads=3,batch,web=-1",
            AllocatorAgentRecoveryFactor = 1.5,
            AllocatorRecoveryTimeout = TimeSpan.FromSeconds(-1),
            Roles = "good, /bad,a b",
            Domain = "{\"fault_domain\": {\"region\": {\"name\": \"eu\"}}}",
            OfferConstraintsRe2MaxMem = "4 KB",
            OfferConstraintsRe2MaxProgramSize = -1,
            MinAllocatableResources = "cpus:1;mem|ports:[1-2]|disk:-1|cpus:x",
            AgentRemovalRateLimit = "1/0secs",
            RecoveryAgentRemovalLimit = "101%",
            RegistryFetchTimeout = TimeSpan.Zero,
            RegistryStoreTimeout = TimeSpan.FromSeconds(-1),
            RegistryGcInterval = TimeSpan.Zero,
            RegistryMaxAgentAge = TimeSpan.FromTicks(-1),
            RegistryMaxAgentCount = -1,
            LoggingLevel = "LOUD",
            MaxRequestBodyBytes = 1,
        };

        options.Faults().ToArray().ShouldBe(
        [
            "--ip: 'localhost' is no IP address",
            "--port: 70000 is no port; expecting 0 to 65535",
            "--registry: 'etcd' is none of file, in_memory, replicated_log, zookeeper",
            "--allocation_interval: must be longer than nothing",
            "--role_sorter: 'fair' is neither drf nor random",
            "--agent_ping_timeout: must be at least 1secs",
            "--agent_removal_rate_limit: '1/0secs' is not of the form N/DURATION, such as 1/10mins",
            "--recovery_agent_removal_limit: '101%' is no percentage from 0% to 100%",
            "--allocator_agent_recovery_factor: must be between 0 and 1",
            "--allocator_recovery_timeout: must not be negative",
            "--offer_constraints_re2_max_mem: '4 KB' is no amount such as 4KB",
            "--offer_constraints_re2_max_program_size: must not be negative",
            "--min_allocatable_resources: Failed to parse 'mem': missing or extra ':'",
            "--min_allocatable_resources: Failed to parse '[1-2]' to quantity: only scalar values are allowed",
            "--min_allocatable_resources: Failed to parse '-1' to quantity: negative values are not allowed",
            "--min_allocatable_resources: Failed to parse 'x' to quantity: only scalar values are allowed",
            "--registry_fetch_timeout: must be longer than nothing",
            "--registry_store_timeout: must be longer than nothing",
            "--registry_gc_interval: must be longer than nothing",
            "--registry_max_agent_age: must not be negative",
            "--registry_max_agent_count: must not be negative",
            "--max_request_body_bytes: must be at least 1024",
            "--logging_level: 'LOUD' is none of DEBUG, INFO, WARNING, ERROR",
            "--roles: Role '/bad' cannot start with a slash",
            "--roles: Role component 'a b' is invalid because it contains backspace or whitespace",
            "--weights: role 'ads' is named twice",
            "--weights: 'batch' is not of the form role=weight",
            "--weights: '-1' of role 'web' is no number above 0",
            "--weights: 'ads' is none of --roles",
            "--domain: Failed to convert JSON into DomainInfo protobuf: Missing required fields: fault_domain.zone",
        ]);
    }
}
