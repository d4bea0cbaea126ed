using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Tepui.Agent.Options;
using Tepui.Containerizer.Isolation.Disk;
using Tepui.Containerizer.Isolation.Disk.Xfs;
using Tepui.Containerizer.Isolation.Ports;
using Tepui.Runtime.Flags;

namespace Tepui.Agent.Tests.Options;

/// <summary>Flags of the isolators of Linux, disk and ports.</summary>
public class IsolationFlagsTests
{
    /// <summary>Under Mesos's names.</summary>
    [Fact]
    public void Flags_ReachTheIsolators()
    {
        AgentOptions options = Options();
        foreach ((string name, string value) in new Dictionary<string, string>
        {
            ["--default_container_shm_size"] = "64MB",
            ["--seccomp_config_dir"] = "/profiles",
            ["--seccomp_profile_name"] = "default.json",
            ["--container_disk_watch_interval"] = "1mins",
            ["--enforce_container_disk_quota"] = "true",
            ["--xfs_project_range"] = "[7-7, 100-200]",
            ["--xfs_kill_containers"] = "true",
            ["--xfs_quota_headroom"] = "1MB",
            ["--container_ports_watch_interval"] = "5secs",
            ["--enforce_container_ports"] = "true",
            ["--host_path_volume_force_creation"] = "/data:/more",
        })
        {
            FlagProperty.Of(typeof(AgentOptions)).Single(flag => "--" + flag.Name == name).Set(options, value).ShouldBeNull();
        }

        var faults = new List<string>();
        options.Linux(faults).DefaultSharedMemoryBytes.ShouldBe(64 << 20);
        options.Linux(faults).SeccompDirectory.ShouldBe("/profiles");
        options.Linux(faults).SeccompProfile.ShouldBe("default.json");
        options.Disk.ShouldBe(new DiskOptions { WatchInterval = TimeSpan.FromMinutes(1), Enforces = true });
        ProjectOptions projects = options.Projects("/work", new ProjectCounts(), faults);
        projects.Range.ShouldBe([(7, 7), (100, 200)]);
        projects.Kills.ShouldBeTrue();
        projects.HeadroomBytes.ShouldBe(1 << 20);
        options.Ports(faults).ShouldBe(new PortOptions { WatchInterval = TimeSpan.FromSeconds(5), Enforces = true });
        options.Volumes.MadeBelow.ShouldBe(["/data", "/more"]);
        faults.ShouldBeEmpty();
    }

    [Fact]
    public void Capabilities_AreReadFromTextAndFile()
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, """{"capabilities": ["CHOWN", "NET_RAW"]}""");
        var options = Options();
        options.EffectiveCapabilities = """{"capabilities": ["NET_RAW"]}""";
        options.BoundingCapabilities = "file://" + path;
        var faults = new List<string>();

        options.Linux(faults).EffectiveCapabilities.ShouldBe(["NET_RAW"]);
        options.Linux(faults).BoundingCapabilities.ShouldBe(["CHOWN", "NET_RAW"]);
        faults.ShouldBeEmpty();
        File.Delete(path);
    }

    [Fact]
    public void PortsThatAreLookedAt_AreTheAgentsOwnOrThoseNamed()
    {
        var faults = new List<string>();
        Options().Ports(faults).Range.ShouldBeNull();
        With(options => options.CheckAgentPortRangeOnly = true).Ports(faults).Range.ShouldBe([(31000, 32000)]);
        With(options => (options.CheckAgentPortRangeOnly, options.Resources) = (true, "cpus:1;ports:[4000-4001, 5000-5000]"))
            .Ports(faults).Range.ShouldBe([(4000, 4001), (5000, 5000)]);
        With(options => (options.CheckAgentPortRangeOnly, options.Resources) = (true, "ports:[]")).Ports(faults).Range.ShouldBe([]);
        With(options => options.ContainerPortsIsolatedRange = "[0-35000]").Ports(faults).Range.ShouldBe([(0, 35000)]);
        faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("[0-5]", "begin with 1 or more")]
    [InlineData("[5-4294967296]", "end with 4294967295")]
    [InlineData("[]", "write them as [5000-10000]")]
    [InlineData("5", "write them as [5000-10000]")]
    [InlineData("{5}", "write them as [5000-10000]")]
    [InlineData("[9-5]", "write them as [5000-10000]")]
    [InlineData("[1-2];cpus:5", "write them as [5000-10000]")]
    public void ProjectRange_IsOfIdsThatProjectsCanHave(string range, string fault) =>
        With(options => options.XfsProjectRange = range).Faults()
            .Single(line => line.StartsWith("--xfs_project_range: ", StringComparison.Ordinal)).ShouldContain(fault);

    [Fact]
    public void PathDisks_AreLookedAtForProjects()
    {
        const string Template =
            """{"name":"disk","type":"SCALAR","scalar":{"value":9},"disk":{"source":{"type":"TYPE","FIELD":{"root":"ROOT"}}}}""";
        string disks = string.Join(',', Disk("PATH", "path", "/mnt/data"), Disk("PATH", "path", "more"), Disk("MOUNT", "mount", "/mnt/own"));
        With(options => options.Resources = $"[{disks}]").Projects("/work", new ProjectCounts(), []).Roots
            .ShouldBe(["/mnt/data", "/work/more"], ignoreOrder: true);

        static string Disk(string type, string field, string root) => Template
            .Replace("TYPE", type, StringComparison.Ordinal).Replace("FIELD", field, StringComparison.Ordinal).Replace("ROOT", root, StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_AreAllTold()
    {
        var options = With(wrong =>
        {
            wrong.DefaultContainerShmSize = "much";
            wrong.EffectiveCapabilities = "NET_RAW";
            wrong.HostPathVolumeForceCreation = "/data:relative";
            wrong.ContainerDiskWatchInterval = TimeSpan.Zero;
            wrong.XfsQuotaHeadroom = "some";
            wrong.ContainerPortsWatchInterval = TimeSpan.Zero;
            wrong.CheckAgentPortRangeOnly = true;
            wrong.ContainerPortsIsolatedRange = "ten";
        });

        string[] faults = [.. options.Faults().Select(fault => fault.Split(':')[0])];

        foreach (string flag in (string[])["default_container_shm_size", "effective_capabilities", "host_path_volume_force_creation",
            "container_disk_watch_interval", "xfs_quota_headroom", "container_ports_watch_interval", "container_ports_isolated_range"])
        {
            faults.ShouldContain("--" + flag);
        }
    }

    private static AgentOptions Options() => new() { Master = "127.0.0.1:5050", WorkDirectory = "/tmp" };

    private static AgentOptions With(Action<AgentOptions> change)
    {
        AgentOptions options = Options();
        change(options);
        return options;
    }
}
