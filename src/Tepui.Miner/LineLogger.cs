using System;
using System.IO;
using System.Threading;
using Microsoft.Extensions.Logging;

namespace Tepui.Miner;

/// <summary>Writes each log entry as one line for people: the time and the message.</summary>
public sealed class LineLogger(TextWriter output, TimeProvider time) : ILogger
{
    private readonly Lock _gate = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;
        var kind = logLevel switch { >= LogLevel.Error => "error: ", LogLevel.Warning => "warning: ", _ => "" };
        var line = $"{time.GetLocalNow():HH:mm:ss} {kind}{formatter(state, exception)}";
        lock (_gate)
        {
            output.WriteLine(line);
            output.Flush();
        }
    }
}
