using System.Collections.Generic;
using System.IO;
using Tepui.Agent.Detection;
using Tepui.Kernel.Resources;

namespace Tepui.Agent.Tests.Detection;

public sealed class DiskSourcesTests
{
    [Fact]
    public void The_folder_of_a_path_disk_is_made_also_below_the_work_directory()
    {
        using var folder = new TemporaryFolder();

        Faults(folder, $$$"""{"type":"PATH","path":{"root":"{{{folder.At("a/b")}}}"}}""").ShouldBeEmpty();
        Faults(folder, """{"type":"PATH","path":{"root":"relative"}}""").ShouldBeEmpty();

        Directory.Exists(folder.At("a/b")).ShouldBeTrue();
        Directory.Exists(folder.At("relative")).ShouldBeTrue();
    }

    [Fact]
    public void A_mount_disk_must_be_mounted()
    {
        using var folder = new TemporaryFolder();

        Faults(folder, """{"type":"MOUNT","mount":{"root":"/proc"}}""").ShouldBeEmpty();
        Faults(folder, $$$"""{"type":"MOUNT","mount":{"root":"{{{folder.Path}}}"}}""").ShouldBe(
            [$"--resources: nothing is mounted at {folder.Path}, the root of a MOUNT disk: mount it, or give a PATH disk"]);
        Faults(folder, """{"type":"MOUNT","mount":{"root":"/no/such"}}""").ShouldBe(
            ["--resources: the MOUNT disk /no/such is not there: mount it, or give a PATH disk"]);
    }

    [Theory]
    [InlineData("""{"type":"BLOCK"}""", "--resources: disks of type BLOCK are not supported yet: give PATH or MOUNT")]
    [InlineData("""{"type":"RAW"}""", "--resources: disks of type RAW are not supported yet: give PATH or MOUNT")]
    [InlineData("""{"type":"PATH"}""", "--resources: the PATH disk has no root: give disk.source.path.root")]
    public void Other_disks_are_refused(string source, string fault)
    {
        using var folder = new TemporaryFolder();
        Faults(folder, source).ShouldBe([fault]);
    }

    private static List<string> Faults(TemporaryFolder folder, string source)
    {
        var faults = new List<string>();
        ResourceSet resources = ResourceText.Parse(
            $$$"""[{"name":"disk","type":"SCALAR","scalar":{"value":1},"disk":{"source":{{{source}}}}}]""", faults).ShouldNotBeNull(string.Join(';', faults));
        return [.. DiskSources.Prepare(resources, folder.Path)];
    }
}
