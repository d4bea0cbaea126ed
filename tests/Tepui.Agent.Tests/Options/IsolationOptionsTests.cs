using System;
using System.Linq;
using Tepui.Agent.Options;

namespace Tepui.Agent.Tests.Options;

public sealed class IsolationOptionsTests
{
    [Theory]
    [InlineData("posix/cpu,cgroups/disk", "--isolation: 'cgroups/disk' is none of ")]
    [InlineData("gpu/nvidia", "--isolation: 'gpu/nvidia' is none of ")]
    [InlineData("cgroups/net_cls", "--isolation: 'cgroups/net_cls' needs ")]
    [InlineData("cgroups/all", "--isolation: there is no cgroup hierarchy at or below /nowhere for 'cgroups/all'")]
    public void Isolation_ThatCannotBeHad_IsRefused(string isolation, string fault)
    {
        var options = new AgentOptions { Isolation = isolation, CgroupsHierarchy = "/nowhere" };

        options.Faults().ShouldContain(found => found.StartsWith(fault, StringComparison.Ordinal));
    }

    [Fact]
    public void Faults_AreToldAtOnce()
    {
        var options = new AgentOptions
        {
            Isolation = "cgroups/nothing",
            CgroupsHierarchy = "sys",
            CgroupsRoot = "../x",
            CgroupsDestroyTimeout = TimeSpan.Zero,
            CgroupsPidsMax = -1,
            CgroupsNetClsPrimaryHandle = "0",
            CgroupsNetClsSecondaryHandles = "0x10,0x1",
            AllowedDevices = """{"allowed_devices":[{"device":{"path":"/dev/null"},"access":{}},{"device":{"path":"/etc/passwd"},"access":{"read":true}}]}""",
        };

        string[] faults = [.. options.Faults().Where(fault => !fault.StartsWith("--master") && !fault.StartsWith("--work_dir"))];

        faults.Select(fault => fault.Split(':')[0]).Distinct().ShouldBe(
            [
                "--isolation", "--cgroups_hierarchy", "--cgroups_root", "--cgroups_destroy_timeout", "--cgroups_pids_max",
                "--cgroups_net_cls_primary_handle", "--cgroups_net_cls_secondary_handles", "--allowed_devices",
            ],
            ignoreOrder: true);
        faults.ShouldContain("--allowed_devices: /dev/null has no access: set read, write or mknod");
        faults.ShouldContain("--allowed_devices: /etc/passwd is no device");
    }

    [Fact]
    public void Cgroups_OfTheFlags()
    {
        var options = new AgentOptions
        {
            CgroupsEnableCfs = true,
            CgroupsLimitSwap = true,
            CgroupsCpuEnablePidsAndTidsCount = true,
            RevocableCpuLowPriority = false,
            CgroupsNetClsPrimaryHandle = "0x12",
            CgroupsNetClsSecondaryHandles = "0x1,0xff",
            AllowedDevices = """{"allowed_devices":[{"device":{"path":"/dev/null"},"access":{"read":true,"mknod":true}}]}""",
        };

        Tepui.Containerizer.Isolation.Cgroups.CgroupOptions cgroups = options.Cgroups();

        (cgroups.EnableCfs, cgroups.LimitSwap, cgroups.CountProcesses, cgroups.Root).ShouldBe((true, true, true, "mesos"));
        (cgroups.NetClassPrimary, cgroups.NetClassSecondaries).ShouldBe(((ushort?)0x12, ((ushort)1, (ushort)0xff)));
        cgroups.AllowedDevices.ShouldBe(["c 1:3 rm"]);
        cgroups.MostProcesses.ShouldBeNull();
        cgroups.RevocableCpuLowPriority.ShouldBeFalse();
    }
}
