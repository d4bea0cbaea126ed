using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Containerizer.Isolation;
using Tepui.Containerizer.Sockets;

namespace Tepui.Containerizer.Tests.Sockets;

public sealed class ExecutorSocketIsolatorTests
{
    [Theory]
    [InlineData(null, "/run/agent.sock", null)]
    [InlineData("/root", "/run/agent.sock", "/mnt/mesos/executor")]
    [InlineData("/root", "/etc/passwd", null)]
    [InlineData("/root", null, null)]
    public async Task Prepare_OnlyAnExecutorWithARootOfItsOwn_GetsTheFolder(string? root, string? told, string? mounted)
    {
        List<KeyValuePair<string, string>> environment = told is null ? [] : [new("A", "1"), new("MESOS_DOMAIN_SOCKET", told)];
        var plan = new ContainerPlan(new ContainerLaunch("c", ["x"], environment, "/sandbox"), null) { Root = root };

        await new ExecutorSocketIsolator(new ExecutorSocket("/run/agent.sock")).PrepareAsync(plan, CancellationToken.None);

        plan.Mounts.Select(mount => mount.Target).ShouldBe(mounted is null ? [] : [mounted]);
        plan.Environment.ShouldBe(mounted is null ? environment : [new("A", "1"), new("MESOS_DOMAIN_SOCKET", "/mnt/mesos/executor/agent.sock")]);
    }
}
