using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Mesos.V1;
using Tepui.Agent.Endpoints;
using Tepui.Agent.Options;
using Tepui.Containerizer.Isolation;
using Tepui.Endpoints.Domains;
using Tepui.Endpoints.Versions;
using Tepui.Kernel;
using Tepui.Kernel.Agent;
using Tepui.Kernel.Attributes;
using Tepui.Kernel.Resources;

namespace Tepui.Agent.Hosting;

/// <summary>What the machine is told of its flags and its host.</summary>
internal static class AgentConfiguration
{
    private const string DefaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    public static AgentConfig For(AgentOptions options, string workDirectory, int port, ResourceSet resources)
    {
        string ip = Address(IPAddress.Parse(options.Ip));
        var info = new AgentInfo { Hostname = options.Hostname ?? Hostname(options.Ip, ip), Port = port };
        resources.CopyTo(info.Resources);
        var faults = new List<string>();
        if (options.ReadAttributes(faults) is { } attributes)
            info.Attributes.AddRange(AttributeText.Parse(attributes, faults) ?? []);
        info.Domain = FaultDomainText.Parse(options.Domain, faults);

        return new AgentConfig
        {
            Info = info,
            IpAddress = ip,
            WorkDirectory = workDirectory,
            Environment = ExecutorEnvironment(options, ip, port),
            CheckpointEnvironment =
            [
                new("MESOS_RECOVERY_TIMEOUT", DurationText.Of(options.RecoveryTimeout)),
                new("MESOS_SUBSCRIPTION_BACKOFF_MAX", DurationText.Of(options.ExecutorReregistrationTimeout)),
            ],
            ExecutorSocket = options.ExecutorSocketIn(workDirectory)?.Path,
            SwitchUser = options.SwitchUser && System.Environment.IsPrivilegedProcess,
            ExecutorShutdownGracePeriod = options.ExecutorShutdownGracePeriod,
            ExecutorRegistrationTimeout = options.ExecutorRegistrationTimeout,
            ExecutorReregistrationTimeout = options.ExecutorReregistrationTimeout,
            RegistrationBackoffFactor = options.RegistrationBackoffFactor,
            BoundsCpus = Isolators.Has(options.Isolation, "cgroups/cpu"),
            BoundsMemory = Isolators.Has(options.Isolation, "cgroups/mem"),
            RequestsBoundCpus = options.CgroupsEnableCfs,
            Docker = options.HasDocker,
            CleanUpOnly = options.Recover == "cleanup",
            MaxCompletedTasksPerFramework = options.MaxCompletedExecutorsPerFramework,
            Garbage = options.Garbage(),
            CleansSandboxes = options.CleanupPatterns().Length > 0,
            OwnTemporaryFolders = options.SandboxTmpdir,
            TepuiVersion = TepuiVersion.Own,
        };
    }

    /// <summary>The order is Mesos's (src/slave/slave.cpp, executorEnvironment): the flag may set PATH and LIBPROCESS_IP, not what follows.</summary>
    private static List<KeyValuePair<string, string>> ExecutorEnvironment(AgentOptions options, string ip, int port) =>
    [
        new("PATH", DefaultPath),
        new("LIBPROCESS_IP", ip),
        .. options.ExecutorEnvironment(),
        new("LIBPROCESS_PORT", "0"),
        new("MESOS_SLAVE_PID", $"{AgentEndpoints.Daemon}@{ip}:{port}"),
        new("MESOS_AGENT_ENDPOINT", $"{ip}:{port}"),
        new("MESOS_HTTP_COMMAND_EXECUTOR", "0"),
        new("MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD", DurationText.Of(options.ExecutorShutdownGracePeriod)),
    ];

    /// <summary>On loopback the machine's name would lead past the agent.</summary>
    private static string Hostname(string listens, string reached) =>
        IPAddress.IsLoopback(IPAddress.Parse(listens)) ? reached : Dns.GetHostName();

    /// <summary>An agent that listens on all addresses is reached under the first that is not loopback.</summary>
    private static string Address(IPAddress ip) =>
        ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any) ? FirstAddress() : ip.ToString();

    private static string FirstAddress() =>
        NetworkInterface.GetAllNetworkInterfaces()
            .Where(network => network.OperationalStatus == OperationalStatus.Up)
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(address => address.Address)
            .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address))
            ?.ToString() ?? "127.0.0.1";
}
