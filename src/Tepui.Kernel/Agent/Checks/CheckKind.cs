namespace Tepui.Kernel.Agent.Checks;

/// <summary>Which of the two that a task may have.</summary>
public enum CheckKind
{
    /// <summary>Its <c>check</c>: its result is told, and nothing follows.</summary>
    Check,

    /// <summary>Its <c>health_check</c>: its result says whether the task is healthy, and may end it.</summary>
    HealthCheck,
}
