using System.Linq;
using System.Threading.Tasks;

namespace Tepui.Containerizer.Tests.Isolation;

/// <summary>Without anything that bounds: what every user can have.</summary>
public class MesosContainerizerTests : MesosConformance
{
    protected override string Isolation => "posix/cpu,posix/mem";

    [Fact]
    public async Task Plain_NothingIsWrittenForTheNextProcess()
    {
        await LaunchShellAsync("c", "exec sleep 1000");

        Records.Read().ShouldBeEmpty();
        await Containerizer.DestroyAsync("c", Bound);
    }

    [Fact]
    public async Task Usage_CountsTheWholeTree()
    {
        ContainerLaunch launch = Shell("c", "sh -c 'x=$(head -c 20000000 /dev/zero | tr \"\\0\" x); echo up > up; exec sleep 1000' & exec sleep 1000");
        await Containerizer.LaunchAsync(launch, Bound);
        int before = Records.Read().Count();
        _ = await AppearsAsync(launch, "up");

        Mesos.V1.ResourceStatistics used = (await Containerizer.UsageAsync("c", Bound))!;

        before.ShouldBe(0);
        (used.CpusUserTimeSecs + used.CpusSystemTimeSecs).ShouldBeGreaterThan(0);
        used.MemRssBytes.ShouldBeGreaterThan(500_000u);
        await Containerizer.DestroyAsync("c", Bound);
    }
}
