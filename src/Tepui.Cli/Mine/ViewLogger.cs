using System;
using Microsoft.Extensions.Logging;
using Tepui.Miner.View;

namespace Tepui.Cli.Mine;

/// <summary>Shows what the cluster's parts warn of as lines of the view; the rest the view shows in its own way.</summary>
internal sealed class ViewLogger(IMineView view) : ILogger
{
    /// <summary>Set once the cluster is being ended: that its parts then lose each other is no news.</summary>
    public bool IsSilent { get; set; }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => !IsSilent && logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            view.Line(formatter(state, exception));
    }
}
