using System.IO;
using Mesos.V1;
using Tepui.Containerizer.Isolation;
using Tepui.Containerizer.Isolation.Linux;
using Tepui.Testing.Hosts;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Tests.Isolation.Linux;

/// <summary>What a container may not do: limits, capabilities, privileges, system calls.</summary>
public sealed class RestrictionTests : IsolatedTest
{
    private const string ForbidsDirectories =
        """
        {"defaultAction":"SCMP_ACT_ALLOW","syscalls":[
          {"names":["mkdir","mkdirat"],"action":"SCMP_ACT_ERRNO","errnoRet":28},
          {"names":["personality"],"action":"SCMP_ACT_ERRNO","args":[{"index":0,"value":8,"op":"SCMP_CMP_MASKED_EQ","valueTwo":8}]}]}
        """;

    protected override string Isolation => "posix/rlimits,linux/capabilities,linux/nnp,linux/seccomp";

    [RootFact]
    public async Task Limits_AreTheContainers()
    {
        var info = new ContainerInfo { RlimitInfo = new RLimitInfo() };
        info.RlimitInfo.Rlimits.Add(new RLimitInfo.Types.RLimit { Type = RLimitInfo.Types.RLimit.Types.Type.RlmtNofile, Soft = 100, Hard = 120 });
        info.RlimitInfo.Rlimits.Add(new RLimitInfo.Types.RLimit { Type = RLimitInfo.Types.RLimit.Types.Type.RlmtCore, Soft = 0, Hard = 0 });

        (await RunAsync("ulimit -Sn; ulimit -Hn; ulimit -c", info)).Output.ShouldBe("100\n120\n0\n");
    }

    [HostFact(nameof(HostNeed.BoundLimits))]
    public async Task HardLimit_ThatCannotBeRaised_FailsTheLaunch()
    {
        var info = new ContainerInfo { RlimitInfo = new RLimitInfo() };
        info.RlimitInfo.Rlimits.Add(new RLimitInfo.Types.RLimit { Type = RLimitInfo.Types.RLimit.Types.Type.RlmtNofile });

        (await RefusalAsync(info)).ShouldMatch("^rlimit_info: RLMT_NOFILE cannot be raised to unlimited: the agent's own hard limit is [0-9]+; ");
    }

    [Theory]
    [InlineData(RLimitInfo.Types.RLimit.Types.Type.Unknown, 1UL, 1UL, "a limit has no type")]
    [InlineData(RLimitInfo.Types.RLimit.Types.Type.RlmtNofile, 9UL, 1UL, "the soft limit 9 of RLMT_NOFILE is above its hard limit 1")]
    [InlineData(RLimitInfo.Types.RLimit.Types.Type.RlmtNofile, 9UL, null, "RLMT_NOFILE must have soft and hard both")]
    [InlineData(RLimitInfo.Types.RLimit.Types.Type.RlmtRttime, 1UL, 1UL, "RLMT_RTTIME cannot be set")]
    public async Task Limit_ThatIsNone_FailsTheLaunch(RLimitInfo.Types.RLimit.Types.Type type, ulong? soft, ulong? hard, string message)
    {
        var limit = new RLimitInfo.Types.RLimit { Type = type };
        if (soft is { } low)
            limit.Soft = low;
        if (hard is { } high)
            limit.Hard = high;
        var info = new ContainerInfo { RlimitInfo = new RLimitInfo() };
        info.RlimitInfo.Rlimits.Add(limit);

        (await RefusalAsync(info)).ShouldContain(message);
    }

    [RootFact]
    public async Task Capabilities_AreThoseAskedFor()
    {
        (string output, _) = await RunAsync("grep -E '^Cap(Prm|Eff|Bnd|Amb)' /proc/self/status", WithCapabilities(CapabilityInfo.Types.Capability.NetRaw, CapabilityInfo.Types.Capability.Kill));

        output.ShouldBe(Status(0x2020, 0x2020, 0x2020, 0x2020));
    }

    [RootFact]
    public async Task Capabilities_OfAnotherUser_AreThoseAskedFor()
    {
        (string output, _) = await RunAsync(
            "grep -E '^Cap(Prm|Eff|Bnd|Amb)' /proc/self/status; id -u", WithCapabilities(CapabilityInfo.Types.Capability.NetRaw), "nobody");

        output.ShouldBe(Status(0x2000, 0x2000, 0x2000, 0x2000) + "65534\n");
    }

    [RootFact]
    public async Task BoundingCapabilities_AreDropped()
    {
        var info = new ContainerInfo { LinuxInfo = new LinuxInfo { BoundingCapabilities = new CapabilityInfo() } };
        info.LinuxInfo.BoundingCapabilities.Capabilities.Add(CapabilityInfo.Types.Capability.Chown);

        (await RunAsync("grep -E '^Cap(Prm|Eff|Bnd|Amb)' /proc/self/status", info)).Output.ShouldBe(Status(1, 1, 1, 0));
    }

    [RootFact]
    public async Task Capabilities_BeyondTheBound_FailTheLaunch()
    {
        ContainerInfo info = WithCapabilities(CapabilityInfo.Types.Capability.SysAdmin);
        info.LinuxInfo.BoundingCapabilities = new CapabilityInfo();
        info.LinuxInfo.BoundingCapabilities.Capabilities.Add(CapabilityInfo.Types.Capability.NetRaw);

        (await RefusalAsync(info)).ShouldBe("linux_info: requested capabilities '{ SYS_ADMIN }', but only '{ NET_RAW }' are allowed by the bounding capabilities");
    }

    [RootFact]
    public async Task SetuidProgram_GainsNothing()
    {
        string program = Path.Combine(Root, "id");
        File.Copy("/usr/bin/id", program);
        File.SetUnixFileMode(program, (UnixFileMode)0x9ED); // rwsr-xr-x

        (string output, _) = await RunAsync($"{program} -u; grep NoNewPrivs /proc/self/status", user: "nobody");

        output.ShouldBe("65534\nNoNewPrivs:\t1\n");
    }

    [RootFact]
    public async Task Seccomp_ForbidsWhatTheProfileForbids()
    {
        (string output, int? status) = await RunAsync("mkdir x; echo $?; touch y && echo fine; setarch -a true; setarch -X true; echo $?", Profile("strict.json"));

        status.ShouldBe(0);
        output.ShouldStartWith("1\nfine\n0\n");
        output.ShouldContain("No space left on device");
    }

    [RootFact]
    public async Task Seccomp_Unconfined_Allows()
    {
        var info = new ContainerInfo { LinuxInfo = new LinuxInfo { Seccomp = new SeccompInfo { Unconfined = true } } };

        (await RunAsync("mkdir x && grep '^Seccomp:' /proc/self/status", info)).Output.ShouldBe("Seccomp:\t0\n");
        (await RunAsync("grep '^Seccomp:' /proc/self/status")).Output.ShouldBe("Seccomp:\t2\n");
    }

    [Theory]
    [InlineData("../strict.json", "is no name of a file in --seccomp_config_dir")]
    [InlineData("missing.json", "there is no profile 'missing.json'")]
    [InlineData("broken.json", "cannot be used: it is no JSON of a profile")]
    public async Task Seccomp_ProfileThatCannotBeUsed_FailsTheLaunch(string name, string message) =>
        (await RefusalAsync(Profile(name))).ShouldContain(message);

    protected override IsolationOptions Configure(IsolationOptions options)
    {
        string folder = Directory.CreateDirectory(Path.Combine(Root, "profiles")).FullName;
        File.WriteAllText(Path.Combine(folder, "strict.json"), ForbidsDirectories);
        File.WriteAllText(Path.Combine(folder, "broken.json"), "{");
        File.WriteAllText(Path.Combine(folder, "open.json"), """{"defaultAction":"SCMP_ACT_ALLOW"}""");
        return options with { Linux = new LinuxOptions { SeccompDirectory = folder, SeccompProfile = "open.json" } };
    }

    private static ContainerInfo Profile(string name) => new() { LinuxInfo = new LinuxInfo { Seccomp = new SeccompInfo { ProfileName = name } } };

    private static ContainerInfo WithCapabilities(params CapabilityInfo.Types.Capability[] capabilities)
    {
        var info = new ContainerInfo { LinuxInfo = new LinuxInfo { EffectiveCapabilities = new CapabilityInfo() } };
        info.LinuxInfo.EffectiveCapabilities.Capabilities.AddRange(capabilities);
        return info;
    }

    private static string Status(ulong permitted, ulong effective, ulong bounding, ulong ambient) =>
        $"CapPrm:\t{permitted:x16}\nCapEff:\t{effective:x16}\nCapBnd:\t{bounding:x16}\nCapAmb:\t{ambient:x16}\n";
}
