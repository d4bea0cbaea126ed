using System;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Tepui.Conformance.Tests.Language;

namespace Tepui.Conformance.Tests.Running;

/// <summary>Tells when something has been logged, for what a program shows nowhere else.</summary>
internal sealed class LogWatch : ILogger
{
    private volatile Awaited? _awaited;

    /// <summary>Does something, and waits until the event of this name is logged.</summary>
    public async Task UntilAsync(string name, Action act)
    {
        var awaited = new Awaited(name, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _awaited = awaited;
        act();
        try
        {
            await awaited.Told.Task.WaitAsync(RunningMaster.Patience);
        }
        catch (TimeoutException exception)
        {
            throw new ScriptException($"it has not told {name}", exception);
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (_awaited is { } awaited && awaited.Name == eventId.Name)
        {
            awaited.Told.TrySetResult();
        }
    }

    private sealed record Awaited(string Name, TaskCompletionSource Told);
}
