using System;
using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;
using Tepui.Agent.Hosting;
using Tepui.Agent.Options;
using Tepui.Conformance.Tests.Language;
using Tepui.Conformance.Tests.Wire;
using Tepui.Testing;

namespace Tepui.Conformance.Tests.Running;

/// <summary>
/// A real agent on a free port, with a time of its own that stands still until the script moves it, and containers that the
/// script plays.
/// </summary>
internal sealed class RunningAgent : IAsyncDisposable
{
    private readonly VirtualTime _time = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("tepui-conformance-").FullName;
    private readonly AgentOptions _options;
    private AgentHost? _host;
    private Task? _starting;
    private volatile string? _fault;

    public RunningAgent(int masterPort, string resources, string flags) =>
        _options = ScriptFlags.Read(new AgentOptions(), flags, options =>
        {
            options.Master = $"127.0.0.1:{masterPort}";
            options.Port = 0;
            options.WorkDirectory = _directory;
            options.Resources = resources;
            return options.Faults();
        });

    public PlayedContainers Containers { get; } = new();

    public LogWatch Log { get; } = new();

    public int Port => _options.Port;

    public string WorkDirectory => _directory;

    public async Task StartAsync()
    {
        _host = await AgentHost.StartAsync(_options, new AgentHostOptions
        {
            Time = _time,
            Logger = Log,
            Containerizer = Containers,
            OnBroken = report => _fault = report,
        });

        if (_options.Port != 0)
        {
            // One that comes back goes to its master within the back-off's factor, counted from when it has heard of it.
            await SettleAsync();
            _time.Advance(_options.RegistrationBackoffFactor);
        }

        // Whoever was told its address finds it there again.
        _options.Port = _host.Port;
    }

    /// <summary>Ends its process as kill -9 would: what it started goes on.</summary>
    public async Task StopAsync()
    {
        if (_host is { } host)
        {
            _host = null;
            await host.DisposeAsync();
        }
    }

    /// <summary>Ends its process, and has the next one wait for its containers: it listens, and has not recovered yet.</summary>
    public async Task BeginRecoveryAsync()
    {
        await StopAsync();
        Task asked = Containers.HoldRecoveryAsync();
        _starting = StartAsync();
        await asked.WaitAsync(RunningMaster.Patience);
    }

    public async Task EndRecoveryAsync()
    {
        Containers.LetRecover();
        await (_starting ?? throw new ScriptException("it is not recovering"));
        _starting = null;
    }

    /// <summary>Moves its time, once all that was sent to it has been taken in.</summary>
    public async Task AdvanceAsync(TimeSpan by)
    {
        await SettleAsync();
        _time.Advance(by);
        await SettleAsync();
    }

    /// <summary>Waits until all that was sent to it is done: a view is taken between steps.</summary>
    public async Task SettleAsync()
    {
        if (_host is { } host)
        {
            await host.ViewAsync();
        }
    }

    public Task<HttpAnswer> RequestAsync(string method, string path, IEnumerable<KeyValuePair<string, string>> headers, byte[] body) =>
        HttpConnection.RequestAsync(Port, method, path, headers, body);

    /// <exception cref="ScriptException">The agent has broken down.</exception>
    public void CheckHealth()
    {
        if (_fault is { } report)
        {
            throw new ScriptException($"the agent broke down:\n{(File.Exists(report) ? File.ReadAllText(report) : report)}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_starting is not null)
        {
            await EndRecoveryAsync();
        }

        await StopAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
