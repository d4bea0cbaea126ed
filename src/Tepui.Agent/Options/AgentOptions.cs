using System;
using System.Collections.Generic;
using System.Net;
using System.Text.Json;
using Tepui.Endpoints.Domains;
using Tepui.Http.Logging;
using Tepui.Kernel.Attributes;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Roles;
using Tepui.Runtime.Flags;

namespace Tepui.Agent.Options;

/// <summary>The agent's flags, under Mesos's names (docs/configuration/agent.md).</summary>
public sealed partial class AgentOptions : IFlags
{
    [Flag("master", "The master's address as host:port, where masters are elected as zk://host:port,host:port/path or zk://user:password@host:port/path, or file:///PATH of a file that holds either.", Value = "PLACE", HidesPassword = true)]
    public string? Master { get; set; }

    [Flag("zk_session_timeout", "After how long without a word ZooKeeper forgets the agent, which then looks anew for the master.", Value = "DURATION")]
    public TimeSpan ZkSessionTimeout { get; set; } = TimeSpan.FromSeconds(10);

    [Flag("ip", "The address to listen on, and under which tasks are reached.", Value = "IP")]
    public string Ip { get; set; } = "127.0.0.1";

    [Flag("port", "The port to listen on; 0 lets the system choose.", Value = "PORT")]
    public int Port { get; set; } = 5051;

    [Flag("hostname", "The name the agent shows to frameworks and browsers. By default the machine's, or the address on loopback.", Value = "NAME")]
    public string? Hostname { get; set; }

    [Flag("work_dir", "Where sandboxes and the agent's log of its tasks are kept. Must be the same after a restart.", Value = "PATH")]
    public string? WorkDirectory { get; set; }

    [Flag("runtime_dir", "Where the supervisor of the tasks keeps its files. By default the folder 'run' in --work_dir.", Value = "PATH")]
    public string? RuntimeDirectory { get; set; }

    [Flag("resources", "What is offered, as 'cpus:4;mem:4096;ports:[31000-32000]' or as JSON, or file:///PATH of either. What it does not name of cpus, mem, disk and ports is detected.", Value = "RESOURCES")]
    public string? Resources { get; set; }

    [Flag("attributes", "Describes the machine, as 'rack:abc;zone:west'.", Value = "ATTRIBUTES")]
    public string? Attributes { get; set; }

    [Flag("domain", "The fault domain the machine is in: Mesos's DomainInfo as JSON, with its region and zone, or a file that holds one.", Value = "JSON")]
    public string? Domain { get; set; }

    [Flag("default_role", "The role of resources that name none.", Value = "ROLE")]
    public string DefaultRole { get; set; } = RoleName.Any;

    [Flag("recover", "'reconnect' goes on with the tasks of the last process; 'cleanup' kills them and ends.", Value = "HOW")]
    public string Recover { get; set; } = "reconnect";

    [Flag("strict", "Whether a damaged log of tasks ends the agent; otherwise it recovers what it can.")]
    public bool Strict { get; set; } = true;

    [Flag("recovery_timeout", "How long tasks go on without their agent before they are killed.", Value = "DURATION")]
    public TimeSpan RecoveryTimeout { get; set; } = TimeSpan.FromMinutes(15);

    [Flag("executor_environment_variables", "JSON object of environment variables for every task, or file:///PATH of one.", Value = "JSON")]
    public string? ExecutorEnvironmentVariables { get; set; }

    [Flag("executor_shutdown_grace_period", "Between SIGTERM and SIGKILL when an executor or framework is shut down.", Value = "DURATION")]
    public TimeSpan ExecutorShutdownGracePeriod { get; set; } = TimeSpan.FromSeconds(5);

    [Flag("executor_registration_timeout", "How long an executor may take from its start until it subscribes, before it is destroyed.", Value = "DURATION")]
    public TimeSpan ExecutorRegistrationTimeout { get; set; } = TimeSpan.FromMinutes(1);

    [Flag("executor_reregistration_timeout", "How long executors may take to subscribe again after a restart of the agent, before they are destroyed; at most 15secs.", Value = "DURATION")]
    public TimeSpan ExecutorReregistrationTimeout { get; set; } = TimeSpan.FromSeconds(2);

    [Flag("registration_backoff_factor", "The agent waits up to this long before it comes back to a master it lost, and longer and longer, up to 1mins, for one that is away.", Value = "DURATION")]
    public TimeSpan RegistrationBackoffFactor { get; set; } = TimeSpan.FromSeconds(1);

    [Flag("switch_user", "As root, run tasks as the user their command or framework names. Without root tasks run as the agent's own user.")]
    public bool SwitchUser { get; set; } = true;

    [Flag("fetcher_stall_timeout", "A download of a task's URI that gives less than a byte a second for so long is given up, and the task fails.", Value = "DURATION")]
    public TimeSpan FetcherStallTimeout { get; set; } = TimeSpan.FromMinutes(1);

    [Flag("frameworks_home", "The folder that relative paths among a task's URIs are relative to; without it they are refused.", Value = "PATH")]
    public string FrameworksHome { get; set; } = "";

    [Flag("max_completed_executors_per_framework", "How many ended tasks of a framework /state remembers.", Value = "NUMBER")]
    public int MaxCompletedExecutorsPerFramework { get; set; } = 150;

    [Flag("max_request_body_bytes", "The largest request body that is read; more is answered 413.", Value = "BYTES")]
    public int MaxRequestBodyBytes { get; set; } = 64 * 1024 * 1024;

    [Flag("logging_level", "What is logged at least: DEBUG (every task), INFO, WARNING or ERROR.", Value = "LEVEL")]
    public string LoggingLevel { get; set; } = "INFO";

    /// <inheritdoc/>
    public IEnumerable<string> Faults()
    {
        if (MasterPlace.Fault(Master) is { } master)
            yield return "--master: " + master;
        if (ZkSessionTimeout < TimeSpan.FromSeconds(1))
            yield return "--zk_session_timeout: must be at least 1secs";
        if (!IPAddress.TryParse(Ip, out _))
            yield return $"--ip: '{Ip}' is no IP address";
        if (Port is < 0 or > 65535)
            yield return $"--port: {Port} is not within 0 and 65535";
        if (string.IsNullOrEmpty(WorkDirectory))
            yield return "--work_dir: is needed: give the folder that holds sandboxes and the log of tasks";
        if (Recover is not ("reconnect" or "cleanup"))
            yield return $"--recover: '{Recover}' is neither 'reconnect' nor 'cleanup'";
        if (!LogLevels.TryParse(LoggingLevel, out _))
            yield return $"--logging_level: '{LoggingLevel}' is none of {LogLevels.Names}";
        if (MaxRequestBodyBytes < 1)
            yield return "--max_request_body_bytes: must be positive";
        if (MaxCompletedExecutorsPerFramework < 0)
            yield return "--max_completed_executors_per_framework: must not be negative";
        if (RecoveryTimeout < TimeSpan.Zero)
            yield return "--recovery_timeout: must not be negative";
        if (ExecutorShutdownGracePeriod < TimeSpan.Zero)
            yield return "--executor_shutdown_grace_period: must not be negative";
        if (ExecutorRegistrationTimeout <= TimeSpan.Zero)
            yield return "--executor_registration_timeout: must be positive";
        if (ExecutorReregistrationTimeout <= TimeSpan.Zero || ExecutorReregistrationTimeout > TimeSpan.FromSeconds(15))
            yield return "--executor_reregistration_timeout: must be positive and at most 15secs";
        if (FetcherStallTimeout <= TimeSpan.Zero)
            yield return "--fetcher_stall_timeout: must be positive";
        if (RegistrationBackoffFactor < TimeSpan.Zero || RegistrationBackoffFactor > TimeSpan.FromMinutes(1))
            yield return "--registration_backoff_factor: must not be negative, and at most 1mins";
        foreach (string fault in ContainerizerFaults())
            yield return fault;
        foreach (string fault in LinuxFaults())
            yield return fault;
        foreach (string fault in DockerVolumeFaults())
            yield return fault;
        foreach (string fault in DiskFaults())
            yield return fault;
        foreach (string fault in PortFaults())
            yield return fault;
        foreach (string fault in PortMappingFaults())
            yield return fault;
        foreach (string fault in NetworkFaults())
            yield return fault;
        foreach (string fault in GarbageFaults())
            yield return fault;
        foreach (string fault in ImageFaults())
            yield return fault;
        foreach (string fault in FetcherFaults())
            yield return fault;
        foreach (string fault in IsolationFaults())
            yield return fault;
        foreach (string fault in RecoveryFaults())
            yield return fault;
        foreach (string fault in LoggingFaults())
            yield return fault;
        foreach (string fault in Texts())
            yield return fault;
    }

    /// <summary>The variables of --executor_environment_variables; throws nothing once there are no faults.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> ExecutorEnvironment()
    {
        var faults = new List<string>();
        return ParseEnvironment(faults) ?? [];
    }

    internal string? ReadResources(List<string> faults) => FlagFile.ReadPath("resources", Resources, faults);

    internal string? ReadAttributes(List<string> faults) => FlagFile.ReadPath("attributes", Attributes, faults);

    private List<string> Texts()
    {
        var faults = new List<string>();
        if (ReadResources(faults) is { } resources)
        {
            var found = new List<string>();
            _ = ResourceText.Parse(resources, found, DefaultRole);
            faults.AddRange(found.ConvertAll(fault => "--resources: " + fault));
        }

        if (ReadAttributes(faults) is { } attributes)
        {
            var found = new List<string>();
            _ = AttributeText.Parse(attributes, found);
            faults.AddRange(found.ConvertAll(fault => "--attributes: " + fault));
        }

        _ = FaultDomainText.Parse(Domain, faults);
        _ = ParseEnvironment(faults);
        return faults;
    }

    private List<KeyValuePair<string, string>>? ParseEnvironment(List<string> faults)
    {
        const string Flag = "executor_environment_variables";
        return FlagFile.ReadPath(Flag, ExecutorEnvironmentVariables, faults) is { } text ? ParseEnvironment(Flag, text, faults) : null;
    }

    private static List<KeyValuePair<string, string>>? ParseEnvironment(string flag, string text, List<string> faults)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
            {
                faults.Add($"--{flag}: is no JSON object");
                return null;
            }

            var variables = new List<KeyValuePair<string, string>>();
            foreach (JsonProperty property in json.RootElement.EnumerateObject())
            {
                if (property.Value.ValueKind == JsonValueKind.String)
                    variables.Add(new(property.Name, property.Value.GetString()!));
                else
                    faults.Add($"--{flag}: the value of '{property.Name}' is no string");
            }

            return variables;
        }
        catch (JsonException e)
        {
            faults.Add($"--{flag}: is no JSON: {e.Message}");
            return null;
        }
    }
}
