using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Tepui.Conformance.Tests.Language;
using Tepui.Conformance.Tests.Wire;
using Tepui.Kernel;
using Tepui.Master.Hosting;
using Tepui.Master.Options;
using Tepui.Testing;

namespace Tepui.Conformance.Tests.Running;

/// <summary>A real master on a free port, whose time stands still until the script moves it.</summary>
internal sealed class RunningMaster : IAsyncDisposable
{
    public static readonly TimeSpan Patience = HttpConnection.Patience;

    private readonly VirtualTime _time = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("tepui-conformance-").FullName;
    private readonly List<Notice> _notices = [];
    private readonly SemaphoreSlim _noticed = new(0);
    private readonly MasterOptions _options;
    private MasterHost? _host;
    private volatile string? _fault;

    public RunningMaster(string flags) => _options = ReadFlags(flags);

    public int Port => _host?.Port ?? throw new ScriptException("no master runs");

    public async Task StartAsync() => _host = await MasterHost.StartAsync(_options, new MasterSettings
    {
        Time = _time,
        Logger = NullLogger.Instance,
        OnNotice = Take,
        OnFault = report => _fault = report,
    });

    public async Task StopAsync()
    {
        if (_host is { } host)
        {
            _host = null;
            await host.DisposeAsync();
        }
    }

    public void Advance(TimeSpan by) => _time.Advance(by);

    /// <summary>Waits until all that was sent before is done: a view is taken between steps.</summary>
    public async Task SettleAsync() => await RequestAsync("GET", "/frameworks", [], []);

    public Task<HttpAnswer> RequestAsync(string method, string path, IEnumerable<KeyValuePair<string, string>> headers, byte[] body) =>
        HttpConnection.RequestAsync(Port, method, path, headers, body);

    /// <summary>Does something, and waits until the master tells what comes of it.</summary>
    public async Task UntilAsync<TNotice>(Func<Task> act, Func<TNotice, bool> isMeant)
        where TNotice : Notice
    {
        int before = Count();
        await act();
        using var deadline = new CancellationTokenSource(Patience);
        while (!Since(before).OfType<TNotice>().Any(isMeant))
        {
            try
            {
                await _noticed.WaitAsync(deadline.Token);
            }
            catch (OperationCanceledException exception)
            {
                throw new ScriptException($"the master has told of no {typeof(TNotice).Name}", exception);
            }
        }
    }

    /// <exception cref="ScriptException">The master has broken down.</exception>
    public void CheckHealth()
    {
        if (_fault is { } report)
        {
            throw new ScriptException($"the master broke down:\n{(File.Exists(report) ? File.ReadAllText(report) : report)}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _noticed.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private MasterOptions ReadFlags(string text)
    {
        // Pings would be in the way of most scripts; those about them say how often.
        var options = new MasterOptions { Registry = RegistryKinds.InMemory, AgentPingTimeout = TimeSpan.FromDays(1) };
        return ScriptFlags.Read(options, text, given =>
        {
            given.Port = 0;
            given.WorkDir = _directory;
            return given.Faults();
        });
    }

    private void Take(Notice notice)
    {
        lock (_notices)
        {
            _notices.Add(notice);
        }

        _noticed.Release();
    }

    private int Count()
    {
        lock (_notices)
        {
            return _notices.Count;
        }
    }

    private List<Notice> Since(int index)
    {
        lock (_notices)
        {
            return _notices[index..];
        }
    }
}
