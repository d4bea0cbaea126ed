using System;
using Mesos.V1;

namespace Tepui.Kernel.Agent.Checks;

/// <summary>What follows from one health check (src/checks/health_checker.cpp).</summary>
internal enum HealthVerdict
{
    /// <summary>Nothing new.</summary>
    Silent,

    /// <summary>It failed, which is all right so early.</summary>
    InGrace,

    Healthy,

    Unhealthy,

    /// <summary>Unhealthy, and too often: the task is to end.</summary>
    Fatal,
}

/// <summary>Judges health checks.</summary>
internal static class HealthVerdicts
{
    /// <param name="history">Without this one.</param>
    /// <param name="told">What its framework was told last; null for nothing.</param>
    /// <param name="age">Since the task's start.</param>
    public static HealthVerdict Of(HealthCheck check, HealthHistory history, bool healthy, bool? told, TimeSpan age)
    {
        if (healthy)
        {
            return told == true ? HealthVerdict.Silent : HealthVerdict.Healthy;
        }

        TimeSpan grace = CheckRhythm.Seconds(check.GracePeriodSeconds);
        if (!history.EverHealthy && grace > TimeSpan.Zero && age <= grace)
        {
            return HealthVerdict.InGrace;
        }

        return history.ConsecutiveFailures + 1 >= check.ConsecutiveFailures ? HealthVerdict.Fatal : HealthVerdict.Unhealthy;
    }

    /// <summary>Why the answer means that the task is not healthy, or null.</summary>
    public static string? Fault(CheckAnswer answer) => answer switch
    {
        CheckAnswer.Http { StatusCode: >= 200 and < 400 } => null,
        CheckAnswer.Http http => "Unexpected HTTP response code: " + http.StatusCode,
        CheckAnswer.Tcp { Connected: true } => null,
        CheckAnswer.Tcp => "TCP connection failed",
        CheckAnswer.Command { Wait.Succeeded: true } => null,
        CheckAnswer.Command command => "Command " + command.Wait,
        CheckAnswer.Failed failed => failed.Reason,
        _ => null,
    };
}
