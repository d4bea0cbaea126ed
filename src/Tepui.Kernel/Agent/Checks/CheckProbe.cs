using System.Collections.Generic;
using Mesos.V1;
using Tepui.Kernel.Agent.Executors;

namespace Tepui.Kernel.Agent.Checks;

/// <summary>What a check does once (docs/health-checks.md of Mesos).</summary>
public abstract record CheckProbe
{
    /// <summary>A GET of this path at the task's own loopback address; redirects are followed, certificates not verified.</summary>
    /// <param name="Scheme">http or https.</param>
    /// <param name="Path">Empty, or with a slash at its beginning.</param>
    public sealed record Http(string Scheme, bool IsIpv6, uint Port, string Path) : CheckProbe;

    /// <summary>A connection to the task's own loopback address, closed at once.</summary>
    public sealed record Tcp(bool IsIpv6, uint Port) : CheckProbe;

    /// <summary>A command beside the task's own: in its namespaces, with its environment and this in addition.</summary>
    public sealed record Command(
        string Executable, IReadOnlyList<string> Argv, IReadOnlyList<KeyValuePair<string, string>> Environment) : CheckProbe;

    internal static CheckProbe Of(HealthCheck check) => check.Type switch
    {
        HealthCheck.Types.Type.Http => new Http(
            check.Http.HasScheme ? check.Http.Scheme : "http",
            check.Http.Protocol == NetworkInfo.Types.Protocol.Ipv6,
            check.Http.Port,
            check.Http.Path),
        HealthCheck.Types.Type.Tcp => new Tcp(check.Tcp.Protocol == NetworkInfo.Types.Protocol.Ipv6, check.Tcp.Port),
        _ => Of(check.Command),
    };

    internal static CheckProbe Of(CheckInfo check) => check.Type switch
    {
        CheckInfo.Types.Type.Http => new Http("http", IsIpv6: false, check.Http.Port, check.Http.Path),
        CheckInfo.Types.Type.Tcp => new Tcp(IsIpv6: false, check.Tcp.Port),
        _ => Of(check.Command.Command_),
    };

    /// <summary>Its user and its URIs mean nothing, as in Mesos.</summary>
    private static Command Of(CommandInfo command)
    {
        var environment = new Variables(command.Environment?.Variables.Count ?? 0);
        environment.AddWanted(command);
        return new Command(CommandLine.Executable(command), CommandLine.Argv(command), environment.Entries);
    }
}
