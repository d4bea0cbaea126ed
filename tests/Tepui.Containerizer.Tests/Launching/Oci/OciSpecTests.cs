using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using Tepui.Containerizer.Isolation;
using Tepui.Containerizer.Launching.Oci;

namespace Tepui.Containerizer.Tests.Launching.Oci;

/// <summary>Plans as OCI runtimes take them.</summary>
public sealed class OciSpecTests
{
    private readonly ContainerPlan _plan = new(new ContainerLaunch("c", ["sh", "-c", "x"], [new("A", "b=c")], "/sandbox") { Executable = "/bin/sh" }, parent: null)
    {
        Root = "/root/of/it",
        WorkingDirectory = "/work",
    };

    [Fact]
    public void Process_IsThePlans()
    {
        _plan.ResourceLimits.Add(new PlannedLimit("RLIMIT_NOFILE", 5, null));
        _plan.NoNewPrivileges = true;
        _plan.OomScoreAdjustment = 7;
        _plan.BoundingCapabilities = ["CAP_CHOWN", "CAP_KILL"];
        _plan.EffectiveCapabilities = ["CAP_KILL"];

        JsonNode process = Spec()["process"]!;

        Texts(process["args"]!).ShouldBe(["/bin/sh", "-c", "x"]);
        Texts(process["env"]!).ShouldBe(["A=b=c"]);
        process["cwd"]!.GetValue<string>().ShouldBe("/work");
        process["user"]!.ToJsonString().ShouldBe("""{"uid":7,"gid":8,"additionalGids":[9]}""");
        process["rlimits"]!.ToJsonString().ShouldBe("""[{"type":"RLIMIT_NOFILE","soft":5,"hard":18446744073709551615}]""");
        process["noNewPrivileges"]!.GetValue<bool>().ShouldBeTrue();
        process["oomScoreAdj"]!.GetValue<int>().ShouldBe(7);
        Texts(process["capabilities"]!["bounding"]!).ShouldBe(["CAP_CHOWN", "CAP_KILL"]);
        foreach (string set in (string[])["effective", "permitted", "inheritable", "ambient"])
            Texts(process["capabilities"]![set]!).ShouldBe(["CAP_KILL"]);
    }

    [Fact]
    public void Namespaces_AreOwnJoinedOrTheAgents()
    {
        _plan.Own = Namespaces.Process | Namespaces.Network;
        _plan.Joined.Add(new JoinedNamespace(Namespaces.Network, "/proc/1/ns/net"));

        Spec()["linux"]!["namespaces"]!.ToJsonString().ShouldBe("""[{"type":"mount"},{"type":"pid"},{"type":"network","path":"/proc/1/ns/net"}]""");
    }

    [Fact]
    public void HostsNames_AreShownInTheHostsNetworkOnly()
    {
        Targets().ShouldContain("/etc/hosts");
        _plan.Own |= Namespaces.Network;
        Targets().ShouldNotContain("/etc/hosts");
    }

    [Fact]
    public void PlannedMounts_ReplaceTheUsualOnesAndComeAfterTheSandbox()
    {
        _plan.Mounts.Add(new PlannedMount("bind", "/shm", "/dev/shm", ["ro"]));

        Targets().Count(target => target == "/dev/shm").ShouldBe(1);
        Targets()[^2..].ShouldBe(["/mnt/mesos/sandbox", "/dev/shm"]);
        Texts(Spec()["mounts"]!.AsArray()[^1]!["options"]!).ShouldBe(["rbind", "ro"]);
    }

    [Fact]
    public void MountsBothWays_AreSharedWithTheHost()
    {
        _plan.Mounts.Add(new PlannedMount("none", "none", "/data", ["shared"]));
        _plan.Mounts.Add(new PlannedMount("bind", "/data/x", "/x", ["rbind"]));

        JsonNode spec = Spec();

        spec["linux"]!["rootfsPropagation"]!.GetValue<string>().ShouldBe("shared");
        Texts(spec["mounts"]!.AsArray()[^1]!["options"]!).ShouldBe(["rbind", "rshared"]);
        Targets().ShouldNotContain("/data");
    }

    [Fact]
    public void Seccomp_IsSettledForThisProcessorAndTheseCapabilities()
    {
        string profile = Path.GetTempFileName();
        try
        {
            File.WriteAllText(profile, """
                {"defaultAction":"SCMP_ACT_ERRNO","archMap":[{"architecture":"SCMP_ARCH_X86_64","subArchitectures":["SCMP_ARCH_X86"]},{"architecture":"SCMP_ARCH_AARCH64"}],
                "syscalls":[{"names":["read"],"action":"SCMP_ACT_ALLOW","args":[],"includes":{},"excludes":{}},
                {"names":["mount"],"action":"SCMP_ACT_ALLOW","includes":{"caps":["CAP_SYS_ADMIN"]}},
                {"names":["chown"],"action":"SCMP_ACT_ALLOW","includes":{"caps":["CAP_CHOWN"]}},
                {"names":["clone"],"action":"SCMP_ACT_ALLOW","excludes":{"caps":["CAP_CHOWN"]}},
                {"names":["s390"],"action":"SCMP_ACT_ALLOW","includes":{"arches":["s390x"]}}]}
                """);
            _plan.SeccompProfile = profile;
            _plan.EffectiveCapabilities = ["CAP_CHOWN"];

            JsonNode seccomp = Spec()["linux"]!["seccomp"]!;

            seccomp["defaultAction"]!.GetValue<string>().ShouldBe("SCMP_ACT_ERRNO");
            Texts(seccomp["architectures"]!)[0].ShouldStartWith("SCMP_ARCH_");
            seccomp["syscalls"]!.AsArray().SelectMany(rule => Texts(rule!["names"]!)).ShouldBe(["read", "chown"]);
        }
        finally
        {
            File.Delete(profile);
        }
    }

    [Theory]
    [InlineData("executable file `/bin/x` not found in $PATH: No such file or directory", "there is no executable '/bin/x' in the image")]
    [InlineData("unable to start container process: exec: \"/bin/x\": stat /bin/x: no such file or directory", "there is no executable '/bin/x' in the image")]
    [InlineData("exec: \"/bin/x\": permission denied", "'/bin/x' in the image cannot be executed")]
    [InlineData("something else", "the OCI runtime says: something else")]
    public void WhatARuntimeSays_IsToldSoThatItHelps(string error, string told) => RuntimeLog.Explain(error, "/bin/x").ShouldStartWith(told);

    private static List<string> Texts(JsonNode array) => [.. array.AsArray().Select(one => one!.GetValue<string>())];

    private JsonNode Spec() =>
        JsonNode.Parse(new OciSpec(_plan, new OciUser(7, 8, [9]), "/mnt/mesos/sandbox").Configuration())!;

    private string[] Targets() => [.. Spec()["mounts"]!.AsArray().Select(mount => mount!["destination"]!.GetValue<string>())];
}
