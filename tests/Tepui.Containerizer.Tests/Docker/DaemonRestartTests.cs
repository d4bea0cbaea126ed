using System.Collections.Generic;
using System.Threading.Tasks;
using Tepui.Testing.Docker;

namespace Tepui.Containerizer.Tests.Docker;

/// <summary>dockerd going away and coming back loses no container's truth.</summary>
[Collection(DockerCollection.Name)]
public sealed class DaemonRestartTests : IAsyncLifetime
{
    private DockerDaemon _daemon = null!;
    private DockerScenario _agent = null!;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_agent is not null)
            await _agent.DisposeAsync();
        if (_daemon is not null)
            await _daemon.DisposeAsync();
    }

    [DockerFact]
    public async Task Killed_WithLiveRestore_TasksGoOnAndEndsMeanwhileAreTold()
    {
        await StartAsync(liveRestore: true);
        await _agent.RunAsync("goes-on", "exec sleep 1000");
        await _agent.RunAsync("ends", "mkfifo f; echo ready; read x < f; exit 5", InSandbox);
        await _agent.WrittenAsync("ends", "stdout", "ready");
        await _daemon.KillAsync();
        await System.IO.File.WriteAllTextAsync(System.IO.Path.Combine(_agent.Sandbox("ends"), "f"), "\n", _agent.Bound);

        ContainerLaunchException e = await Should.ThrowAsync<ContainerLaunchException>(() => _agent.RunAsync("c", "exit 0"));
        e.Message.ShouldBe($"no dockerd listens at {_daemon.Socket}: start it, or set --docker_socket");
        Task destroyed = _agent.Containerizer.DestroyAsync("goes-on", _agent.Bound).AsTask();
        destroyed.IsCompleted.ShouldBeFalse();
        await _daemon.RunAsync();

        var exits = new SortedDictionary<string, int?>();
        while (exits.Count < 2)
        {
            ContainerExit exit = await _agent.Containerizer.Exits.ReadAsync(_agent.Bound);
            exits[exit.ContainerId] = exit.WaitStatus;
        }

        await destroyed;
        exits["ends"].ShouldBe(5 << 8);
        exits["goes-on"].ShouldBe(137 << 8);
        await _agent.RunAsync("c", "exit 0");
        (await _agent.ExitAsync("c")).WaitStatus.ShouldBe(0);
    }

    [DockerFact]
    public async Task Killed_WithoutLiveRestore_WhatItEndsIsTold()
    {
        await StartAsync(liveRestore: false);
        await _agent.RunAsync("c", "echo ready; exec sleep 1000");
        await _agent.WrittenAsync("c", "stdout", "ready");
        await _daemon.KillAsync();
        await _daemon.RunAsync();

        (await _agent.ExitAsync("c")).WaitStatus.ShouldBe(137 << 8);
        _agent.Output("c").ShouldBe("ready\n");
    }

    [DockerFact]
    public async Task Stopped_TheEndsItBringsAreTold()
    {
        await StartAsync(liveRestore: false);
        await _agent.RunAsync("c", "trap 'echo bye; exit 9' TERM; echo ready; while :; do sleep 0.05; done");
        await _agent.WrittenAsync("c", "stdout", "ready");
        await _daemon.StopAsync();
        await _daemon.RunAsync();

        (await _agent.ExitAsync("c")).WaitStatus.ShouldBe(9 << 8);
        _agent.Output("c").ShouldBe("ready\nbye\n");
    }

    [DockerFact]
    public async Task Away_WhenTheAgentStarts_WhatIsOnRecordCountsAsRunningUntilItIsBack()
    {
        await StartAsync(liveRestore: true);
        await _agent.RunAsync("c", "mkfifo f; echo ready; read x < f; echo done; exit 4", InSandbox);
        await _agent.WrittenAsync("c", "stdout", "ready");
        await _daemon.KillAsync();

        (await _agent.RestartAsync()).ShouldBe([new RecoveredContainer("c", 0, null)]);
        await _daemon.RunAsync();
        await System.IO.File.WriteAllTextAsync(System.IO.Path.Combine(_agent.Sandbox("c"), "f"), "\n", _agent.Bound);

        (await _agent.ExitAsync("c")).WaitStatus.ShouldBe(4 << 8);
        _agent.Output("c").ShouldBe("ready\ndone\n");
    }

    [Fact]
    public async Task NoDockerd_AgentStartsAndLaunchesSayWhatToDo()
    {
        _agent = new DockerScenario(null);

        (await _agent.Containerizer.RecoverAsync(_agent.Bound)).ShouldBeEmpty();
        ContainerLaunchException e = await Should.ThrowAsync<ContainerLaunchException>(() => _agent.RunAsync("c", "exit 0"));

        e.Message.ShouldBe($"no dockerd listens at {_agent.Options.Socket}: start it, or set --docker_socket");
    }

    private static void InSandbox(Mesos.V1.ContainerInfo container) => container.Add("workdir", DockerLaunches.Sandbox);

    private async Task StartAsync(bool liveRestore)
    {
        _daemon = await DockerDaemon.StartAsync(liveRestore);
        _agent = new DockerScenario(_daemon);
    }
}
