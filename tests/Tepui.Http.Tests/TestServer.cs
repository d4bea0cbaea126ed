using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Tepui.Http.Hosting;
using Tepui.Http.Routing;

namespace Tepui.Http.Tests;

/// <summary>A server on a free port, and what it logged.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly HttpServer _server;

    private TestServer(HttpServer server, ListLogger log)
    {
        _server = server;
        Log = log.Lines;
    }

    public int Port => _server.Port;

    public IReadOnlyList<string> Log { get; }

    public static async Task<TestServer> StartAsync(RouteTable routes, int maxBody = 1024 * 1024)
    {
        var log = new ListLogger();
        return new TestServer(
            await HttpServer.StartAsync(new HttpOptions { MaxRequestBodyBytes = maxBody }, routes, log, CancellationToken.None), log);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private sealed class ListLogger : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (Lines)
            {
                Lines.Add(formatter(state, exception));
            }
        }
    }
}
