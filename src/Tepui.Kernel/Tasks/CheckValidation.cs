using Mesos.V1;

namespace Tepui.Kernel.Tasks;

/// <summary>Rules of a task's check and health check (src/common/validation.cpp).</summary>
public static class CheckValidation
{
    /// <summary>What is wrong with a health check, or null.</summary>
    public static string? Validate(HealthCheck check)
    {
        if (!check.HasType)
        {
            return "HealthCheck must specify 'type'";
        }

        var fault = check.Type switch
        {
            HealthCheck.Types.Type.Command => check.Command is null
                ? "Expecting 'command' to be set for COMMAND health check"
                : ValidateCommand(check.Command, "Command health check", "Health check's"),
            HealthCheck.Types.Type.Http => Validate(check.Http),
            HealthCheck.Types.Type.Tcp => check.Tcp is null ? "Expecting 'tcp' to be set for TCP health check" : null,
            _ => "'UNKNOWN' is not a valid health check type",
        };

        return fault
            ?? NonNegative("delay_seconds", check.DelaySeconds)
            ?? NonNegative("grace_period_seconds", check.GracePeriodSeconds)
            ?? NonNegative("interval_seconds", check.IntervalSeconds)
            ?? NonNegative("timeout_seconds", check.TimeoutSeconds);
    }

    /// <summary>What is wrong with a check, or null.</summary>
    public static string? Validate(CheckInfo check)
    {
        if (!check.HasType)
        {
            return "CheckInfo must specify 'type'";
        }

        var fault = check.Type switch
        {
            CheckInfo.Types.Type.Command => check.Command is null
                ? "Expecting 'command' to be set for COMMAND check"
                : ValidateCommand(check.Command.Command_ ?? new CommandInfo(), "Command check", "Check's"),
            CheckInfo.Types.Type.Http => check.Http is null ? "Expecting 'http' to be set for HTTP check"
                : check.Http.HasPath && !check.Http.Path.StartsWith('/')
                    ? $"The path '{check.Http.Path}' of HTTP check must start with '/'"
                    : null,
            CheckInfo.Types.Type.Tcp => check.Tcp is null ? "Expecting 'tcp' to be set for TCP check" : null,
            _ => "'UNKNOWN' is not a valid check type",
        };

        return fault
            ?? NonNegative("delay_seconds", check.DelaySeconds)
            ?? NonNegative("interval_seconds", check.IntervalSeconds)
            ?? NonNegative("timeout_seconds", check.TimeoutSeconds);
    }

    private static string? Validate(HealthCheck.Types.HTTPCheckInfo? http)
    {
        if (http is null)
        {
            return "Expecting 'http' to be set for HTTP health check";
        }

        if (http.HasScheme && http.Scheme is not ("http" or "https"))
        {
            return $"Unsupported HTTP health check scheme: '{http.Scheme}'";
        }

        return http.HasPath && !http.Path.StartsWith('/')
            ? $"The path '{http.Path}' of HTTP health check must start with '/'"
            : null;
    }

    private static string? ValidateCommand(CommandInfo command, string subject, string owner)
    {
        if (!command.HasValue)
        {
            return $"{subject} must contain {(command.Shell ? "'shell command'" : "'executable path'")}";
        }

        return CommandValidation.Validate(command) is { } fault ? $"{owner} `CommandInfo` is invalid: {fault}" : null;
    }

    private static string? NonNegative(string field, double value) =>
        !(value >= 0) ? $"Expecting '{field}' to be non-negative" : null;
}
