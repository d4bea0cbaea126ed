using System.Linq;
using Mesos.V1;

namespace Tepui.EndToEnd.Tests.Harness;

/// <summary>Health checks that tests need not wait for: at once, every fifth of a second, given up after one, three may fail.</summary>
public static class HealthChecks
{
    public static HealthCheck Http(uint port, string path) => Quick(new HealthCheck
    {
        Type = HealthCheck.Types.Type.Http,
        Http = new HealthCheck.Types.HTTPCheckInfo { Port = port, Path = path },
    });

    public static HealthCheck Tcp(uint port) => Quick(new HealthCheck
    {
        Type = HealthCheck.Types.Type.Tcp,
        Tcp = new HealthCheck.Types.TCPCheckInfo { Port = port },
    });

    public static HealthCheck Command(string command, params (string Name, string Value)[] environment)
    {
        var info = new CommandInfo { Value = command, Environment = new Environment() };
        info.Environment.Variables.AddRange(
            environment.Select(variable => new Environment.Types.Variable { Name = variable.Name, Value = variable.Value }));
        return Quick(new HealthCheck { Type = HealthCheck.Types.Type.Command, Command = info });
    }

    /// <summary>What fails before the first success is left out for as long as a slow machine may need.</summary>
    private static HealthCheck Quick(HealthCheck check)
    {
        check.DelaySeconds = 0;
        check.IntervalSeconds = 0.2;
        check.TimeoutSeconds = 1;
        check.ConsecutiveFailures = 3;
        check.GracePeriodSeconds = 5;
        return check;
    }
}
