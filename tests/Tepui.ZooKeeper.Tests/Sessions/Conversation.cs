using System;
using System.Collections.Concurrent;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Tepui.Testing;
using Tepui.ZooKeeper.Sessions;

namespace Tepui.ZooKeeper.Tests.Sessions;

/// <summary>A client's session, servers that the test speaks for, a clock that it moves, and what was logged.</summary>
internal sealed class Conversation : ILogger, IAsyncDisposable
{
    public static readonly TimeSpan Asked = TimeSpan.FromSeconds(10);

    /// <summary>What <see cref="ScriptedConnection.WelcomeAsync"/> agrees to.</summary>
    public static readonly TimeSpan Agreed = TimeSpan.FromSeconds(9);

    private readonly TaskCompletionSource _unreachable = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Conversation(string url = "zk://one,two,three/x", KeepAlive keepAlive = KeepAlive.Ping, bool refuses = false)
    {
        Servers.Refuses = refuses;
        Session = ZooKeeperClient.Open(ZooKeeperUrl.Parse(url), Asked, Time, this, keepAlive, Servers.DialAsync, new Random(1));
    }

    public VirtualTime Time { get; } = new();

    public ScriptedServers Servers { get; } = new();

    public Session Session { get; }

    public ConcurrentQueue<string> Log { get; } = [];

    public static async Task<(Conversation Conversation, ScriptedConnection Connection)> BeginAsync(
        string url = "zk://one,two,three/x", KeepAlive keepAlive = KeepAlive.Ping)
    {
        var conversation = new Conversation(url, keepAlive);
        ScriptedConnection connection = await conversation.Servers.AcceptAsync();
        await connection.WelcomeAsync();
        await conversation.UntilAsync(session => session.IsConnected);
        return (conversation, connection);
    }

    /// <summary>Waits for something that a session tells of.</summary>
    public async Task UntilAsync(Func<Session, bool> condition)
    {
        var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look()
        {
            if (condition(Session))
                met.TrySetResult();
        }

        Session.Changed += Look;
        Look();
        await met.Task.WaitAsync(ScriptedConnection.Patience);
        Session.Changed -= Look;
        await Session.SettledAsync();
    }

    /// <summary>Waits until all servers have refused the client, and it pauses.</summary>
    public async Task UntilRefusedAsync()
    {
        await _unreachable.Task.WaitAsync(ScriptedConnection.Patience);
        await Session.SettledAsync();
    }

    /// <summary>Moves the clock, and waits until what came due has been done.</summary>
    public async Task AdvanceAsync(TimeSpan by)
    {
        await Session.SettledAsync();
        Time.Advance(by);
        await Session.SettledAsync();
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        Log.Enqueue(formatter(state, exception));
        if (eventId.Name == "NoneReached")
            _unreachable.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        // No server answers any more; it must not wait for one.
        ValueTask disposed = Session.DisposeAsync();
        await Session.SettledAsync();
        Time.Advance(TimeSpan.FromSeconds(2));
        await disposed.AsTask().WaitAsync(ScriptedConnection.Patience);
    }
}
