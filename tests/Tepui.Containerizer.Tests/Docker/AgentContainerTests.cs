using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Tepui.Containerizer.Docker;
using Tepui.Containerizer.Docker.Engine;
using Tepui.Testing.Docker;

namespace Tepui.Containerizer.Tests.Docker;

/// <summary>An agent in a container: what is said of one that is not as it must be.</summary>
[Collection(DockerCollection.Name)]
public sealed class AgentContainerTests(SharedDaemon shared)
{
    [Fact]
    public void OwnId_IsThatOfTheFilesThatDockerdMounts()
    {
        string id = string.Concat(Enumerable.Repeat("0123456789abcdef", 4));

        AgentContainer.OwnId($"1 2 0:3 /var/lib/docker/containers/{id}/hostname /etc/hostname rw - ext4 /dev/sda rw\n").ShouldBe(id);
        AgentContainer.OwnId("1 2 0:3 / / rw - ext4 /dev/sda rw\n").ShouldBeNull();
    }

    [Theory]
    [InlineData("/w", "/w", true, "")]
    [InlineData("/", "/", true, "")]
    [InlineData("/w/agent", "/w/agent", true, "")]
    [InlineData("/elsewhere", "/w", true, "-v /w/agent:/w/agent")]
    [InlineData("/w", "/w", false, "-v /w/agent:/w/agent")]
    [InlineData("/w/ag", "/w/ag", true, "-v /w/agent:/w/agent")]
    public void Faults_OfAFolder_AreWhatDockerdWouldNotFind(string source, string destination, bool writable, string fault)
    {
        var inspection = new ContainerInspection("id", new ContainerState("running", 1, 0))
        {
            HostConfig = new LimitsInspection(0, 0, 0, 0, 0, 0) { PidMode = "host", NetworkMode = "host" },
            Mounts = [new MountInspection(source, destination, writable)],
        };

        string said = string.Join("; ", AgentContainer.Faults(inspection, ["/w/agent"]));

        if (fault.Length == 0)
            said.ShouldBeEmpty();
        else
            said.ShouldEndWith(fault);
    }

    [DockerFact]
    public async Task Faults_OfARealContainer_AreAllTold()
    {
        await shared.Daemon.Engine.CreateAsync("agent", $$"""{"Image":"{{DockerDaemon.Image}}","Cmd":["true"]}""");
        try
        {
            IReadOnlyList<string> faults = await AgentContainer.FaultsAsync(shared.Daemon.Socket, "agent", ["/w"], default);

            faults.Count.ShouldBe(3);
            string.Join("; ", faults).ShouldContain("--pid=host");
            string.Join("; ", faults).ShouldContain("--network=host");
            string.Join("; ", faults).ShouldContain("-v /w:/w");
            (await Should.ThrowAsync<DockerImagesException>(
                async () => await AgentContainer.FaultsAsync(shared.Daemon.Socket, "nobody", [], default))).Message.ShouldContain("nobody");
        }
        finally
        {
            await shared.Daemon.Engine.RemoveAllAsync();
        }
    }
}
