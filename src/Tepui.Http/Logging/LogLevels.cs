using Microsoft.Extensions.Logging;

namespace Tepui.Http.Logging;

/// <summary>What <c>--logging_level</c> may be: Mesos's names, and DEBUG below them.</summary>
public static class LogLevels
{
    /// <summary>All names, as a fault lists them.</summary>
    public const string Names = "DEBUG, INFO, WARNING, ERROR";

    public static LogLevel Parse(string name) =>
        TryParse(name, out LogLevel level) ? level : throw new System.ArgumentException($"'{name}' is no logging level", nameof(name));

    public static bool TryParse(string name, out LogLevel level)
    {
        level = name.ToUpperInvariant() switch
        {
            "DEBUG" => LogLevel.Debug,
            "INFO" => LogLevel.Information,
            "WARNING" => LogLevel.Warning,
            "ERROR" => LogLevel.Error,
            _ => LogLevel.None,
        };
        return level != LogLevel.None;
    }
}
