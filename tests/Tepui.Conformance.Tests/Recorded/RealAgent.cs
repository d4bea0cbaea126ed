using System;
using System.IO;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Tepui.Agent.Hosting;
using Tepui.Agent.Options;

namespace Tepui.Conformance.Tests.Recorded;

/// <summary>An agent with real processes and the resources that the recorded one had.</summary>
internal sealed class RealAgent : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("tepui-conformance-").FullName;
    private AgentHost? _host;

    public async Task StartAsync(int masterPort)
    {
        var options = new AgentOptions
        {
            Master = $"127.0.0.1:{masterPort}",
            Port = 0,
            WorkDirectory = _directory,
            Resources = "cpus:3;mem:3968;disk:10240;ports:[31000-32000]",
            RegistrationBackoffFactor = TimeSpan.FromMilliseconds(50),
        };
        _host = await AgentHost.StartAsync(options, new AgentHostOptions { Logger = NullLogger.Instance, DieWithAgent = true });
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is { } host)
        {
            host.ShutDown("the test is over");
            await host.Ended.WaitAsync(TimeSpan.FromSeconds(30));
            await host.DisposeAsync();
        }

        try
        {
            Directory.Delete(_directory, recursive: true);
        }
        catch (IOException)
        {
            // A process that is just ending may still hold a file; the system clears its temporary folder.
        }
    }
}
