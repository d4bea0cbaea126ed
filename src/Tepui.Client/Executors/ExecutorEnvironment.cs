using System;
using System.Collections.Generic;
using System.Globalization;
using Mesos.V1;

namespace Tepui.Client.Executors;

/// <summary>What an agent tells the executors it starts by their environment (docs/executor-http-api.md, "Environment Variables").</summary>
public sealed record ExecutorEnvironment
{
    public required Uri Agent { get; init; }

    /// <summary>The agent's Unix socket, over which it is reached without any network; null when it has none.</summary>
    public string? DomainSocket { get; init; }

    public required FrameworkID FrameworkId { get; init; }

    public required ExecutorID ExecutorId { get; init; }

    /// <summary>The framework wants its tasks to go on while the agent restarts.</summary>
    public bool Checkpoint { get; init; }

    /// <summary>How long to try to come back to an agent that is away, with <see cref="Checkpoint"/>.</summary>
    public TimeSpan RecoveryTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The longest wait between two attempts.</summary>
    public TimeSpan SubscriptionBackoffMax { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long after SHUTDOWN the agent kills what is left.</summary>
    public TimeSpan ShutdownGracePeriod { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Reads this process's environment.</summary>
    /// <exception cref="MesosException">Something is missing or cannot be read; the message names all of it.</exception>
    public static ExecutorEnvironment Read() => Read(System.Environment.GetEnvironmentVariable);

    /// <param name="variable">The value of a variable, or null.</param>
    /// <exception cref="MesosException">Something is missing or cannot be read; the message names all of it.</exception>
    public static ExecutorEnvironment Read(Func<string, string?> variable)
    {
        var faults = new List<string>();
        var endpoint = Needed("MESOS_AGENT_ENDPOINT");
        Uri? agent = null;
        if (endpoint.Length > 0 && !MesosAddress.TryParse(endpoint, out agent))
            faults.Add($"MESOS_AGENT_ENDPOINT: '{endpoint}' is no host:port");
        var environment = new ExecutorEnvironment
        {
            Agent = agent ?? new Uri("http://localhost"),
            DomainSocket = variable("MESOS_DOMAIN_SOCKET") is { Length: > 0 } socket ? socket : null,
            FrameworkId = new FrameworkID { Value = Needed("MESOS_FRAMEWORK_ID") },
            ExecutorId = new ExecutorID { Value = Needed("MESOS_EXECUTOR_ID") },
            Checkpoint = variable("MESOS_CHECKPOINT") is "1" or "true",
        };
        environment = environment with
        {
            RecoveryTimeout = Time("MESOS_RECOVERY_TIMEOUT", environment.RecoveryTimeout),
            SubscriptionBackoffMax = Time("MESOS_SUBSCRIPTION_BACKOFF_MAX", environment.SubscriptionBackoffMax),
            ShutdownGracePeriod = Time("MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD", environment.ShutdownGracePeriod),
        };
        return faults.Count == 0
            ? environment
            : throw new MesosException($"{string.Join("; ", faults)}: an executor is started by a Mesos agent, which sets these");

        string Needed(string name)
        {
            if (variable(name) is { Length: > 0 } value)
                return value;
            faults.Add($"{name} is not set");
            return "";
        }

        TimeSpan Time(string name, TimeSpan otherwise)
        {
            if (variable(name) is not { Length: > 0 } text)
                return otherwise;
            if (TryParse(text, out var time))
                return time;
            faults.Add($"{name}: '{text}' is no time such as 5secs");
            return otherwise;
        }
    }

    /// <summary>Mesos's notation: a number and ns, us, ms, secs, mins, hrs, days or weeks.</summary>
    private static bool TryParse(string text, out TimeSpan time)
    {
        time = default;
        var digits = text.AsSpan().IndexOfAnyExceptInRange('.', '9');
        if (digits <= 0 || !double.TryParse(text.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return false;
        double? seconds = text[digits..] switch
        {
            "ns" => 1e-9,
            "us" => 1e-6,
            "ms" => 1e-3,
            "secs" => 1,
            "mins" => 60,
            "hrs" => 3600,
            "days" => 86_400,
            "weeks" => 604_800,
            _ => null,
        };
        if (seconds is null || number * seconds > TimeSpan.MaxValue.TotalSeconds / 2)
            return false;
        time = TimeSpan.FromSeconds(number * seconds.Value);
        return true;
    }
}
