using System;
using System.IO;
using System.Text;
using System.Threading;
using Microsoft.Extensions.Logging;
using Tepui.Protocol.Secrets;

namespace Tepui.Http.Logging;

/// <summary>
/// A line for each event on standard error: level, UTC time, category, message. No provider, no queue, no colours;
/// an exception is told by its type and message only, for a stack trace helps no user. Secrets of known forms are hidden.
/// </summary>
public sealed class StandardErrorLogger : ILogger
{
    private static readonly Lock Gate = new();

    private readonly string _category;
    private readonly TextWriter _output;
    private readonly TimeProvider _time;
    private readonly LogThreshold _threshold;

    /// <param name="category">Stands in each line, as in <c>master</c>.</param>
    public StandardErrorLogger(string category, TimeProvider time, LogLevel minimum = LogLevel.Information, TextWriter? output = null)
        : this(category, time, new LogThreshold(minimum), output)
    {
    }

    /// <summary>One whose threshold may be moved while it logs.</summary>
    public StandardErrorLogger(string category, TimeProvider time, LogThreshold threshold, TextWriter? output = null)
    {
        _category = category;
        _time = time;
        _threshold = threshold;
        _output = output ?? Console.Error;
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= _threshold.Level && logLevel != LogLevel.None;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        var line = new StringBuilder(160);
        line.Append(Letter(logLevel))
            .Append(_time.GetUtcNow().ToString("MMdd HH:mm:ss.ffffff"))
            .Append(' ').Append(_category).Append("] ")
            .Append(OneLine(SecretText.Redact(formatter(state, exception))));
        if (exception is not null)
        {
            line.Append(": ").Append(exception.GetType().Name).Append(": ").Append(OneLine(SecretText.Redact(exception.Message)));
        }

        line.Append('\n');
        lock (Gate)
        {
            _output.Write(line);
            _output.Flush();
        }
    }

    private static char Letter(LogLevel level) => level switch
    {
        LogLevel.Warning => 'W',
        LogLevel.Error => 'E',
        LogLevel.Critical => 'F',
        _ => 'I',
    };

    /// <summary>Ids and messages come from strangers: a line feed in one must not forge a line.</summary>
    private static string OneLine(string text) =>
        text.AsSpan().IndexOfAny('\r', '\n') < 0 ? text : text.ReplaceLineEndings("\\n");
}
