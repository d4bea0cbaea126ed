using Microsoft.Extensions.Logging;

namespace Tepui.Master.Options;

/// <summary>What <c>--logging_level</c> may be: Mesos's names, and DEBUG below them.</summary>
public static class LogLevels
{
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
