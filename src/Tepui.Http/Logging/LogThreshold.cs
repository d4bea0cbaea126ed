using Microsoft.Extensions.Logging;

namespace Tepui.Http.Logging;

/// <summary>From which level on is logged; may be moved while others log.</summary>
public sealed class LogThreshold(LogLevel level)
{
    private volatile LogLevel _level = level;

    public LogLevel Level
    {
        get => _level;
        set => _level = value;
    }
}
