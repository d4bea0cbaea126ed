using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Tepui.Agent.Hosting;
using Tepui.Internal.V1;

namespace Tepui.Agent.Tests.Hosting;

/// <summary>An agent whose flags and whose host's boot are others than before.</summary>
public sealed class ReconfiguredAgentHostTests
{
    [Fact]
    public async Task Changed_after_a_reboot_it_begins_anew()
    {
        await using AgentFixture agent = await AgentFixture.StartAsync(host: Boot("one"));
        await RunOneAsync(agent);
        await agent.StopAgentAsync();
        await agent.StartAgentAsync(options => options.Resources = "cpus:1;mem:64;disk:64;ports:[31000-31001]", Boot("two"));

        AgentLinkFrame came = await agent.Master.NextAsync(frame => frame.RegisterAgent is not null || frame.ReregisterAgent is not null);
        came.RegisterAgent.ShouldNotBeNull("it is another agent now");
    }

    [Fact]
    public async Task Changed_without_a_reboot_it_says_what_and_ends()
    {
        await using AgentFixture agent = await AgentFixture.StartAsync(host: Boot("one"));
        await RunOneAsync(agent);
        await agent.StopAgentAsync();

        AgentStartException e = await Should.ThrowAsync<AgentStartException>(
            () => agent.StartAgentAsync(options => options.Resources = "cpus:1;mem:64;disk:64;ports:[31000-31001]", Boot("one")));
        e.Message.ShouldContain("resource 'cpus' changed: from 4 to 1");
        await agent.StartAgentAsync(host: Boot("one"));
    }

    /// <summary>By then it knows that it is registered.</summary>
    private static async Task RunOneAsync(AgentFixture agent)
    {
        agent.Master.Run("t", "true");
        await agent.Master.StatusAsync("t", Mesos.V1.TaskState.TaskFinished);
    }

    private static AgentHostOptions Boot(string id) => new() { BootId = id, Logger = NullLogger.Instance };
}
