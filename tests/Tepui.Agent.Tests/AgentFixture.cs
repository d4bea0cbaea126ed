using System;
using System.Net.Http;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Tepui.Agent.Hosting;
using Tepui.Agent.Options;
using Tepui.Internal.V1;

namespace Tepui.Agent.Tests;

/// <summary>A real agent with real processes under a scripted master, in a folder of its own.</summary>
internal sealed class AgentFixture : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    private AgentFixture(ScriptedMaster master) => Master = master;

    public ScriptedMaster Master { get; }

    public AgentHost Agent { get; private set; } = null!;

    /// <summary>How it first came to the master.</summary>
    public RegisterAgent Registration { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public string WorkDirectory => _folder.At("work");

    public static async Task<AgentFixture> StartAsync(Action<AgentOptions>? change = null, AgentHostOptions? host = null)
    {
        var fixture = new AgentFixture(await ScriptedMaster.StartAsync());
        await fixture.StartAgentAsync(change, host);
        fixture.Registration = (await fixture.Master.NextAsync(frame => frame.RegisterAgent is not null)).RegisterAgent;
        return fixture;
    }

    public async Task StartAgentAsync(Action<AgentOptions>? change = null, AgentHostOptions? host = null)
    {
        var options = new AgentOptions
        {
            Master = "127.0.0.1:" + Master.Port,
            Port = 0,
            WorkDirectory = WorkDirectory,
            Resources = "cpus:4;mem:4096;disk:10240;ports:[31000-32000]",
            RegistrationBackoffFactor = TimeSpan.FromMilliseconds(50),
        };
        change?.Invoke(options);
        Agent = await AgentHost.StartAsync(options, host ?? new AgentHostOptions { Logger = NullLogger.Instance });
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Agent.Port}") };
    }

    public async Task StopAgentAsync()
    {
        Http.Dispose();
        await Agent.DisposeAsync();
    }

    public Task<string> GetAsync(string path) => Http.GetStringAsync(path);

    /// <summary>An operator call in JSON.</summary>
    public async Task<string> PostAsync(string call)
    {
        using var content = new StringContent(call, System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await Http.PostAsync("/api/v1", content);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Agent.ShutDown("the test is over");
        await Agent.Ended.WaitAsync(TimeSpan.FromSeconds(30));
        await StopAgentAsync();
        await Master.DisposeAsync();
        _folder.Dispose();
    }
}
