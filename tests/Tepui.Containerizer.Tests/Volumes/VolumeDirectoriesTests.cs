using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Tepui.Containerizer.Volumes;

namespace Tepui.Containerizer.Tests.Volumes;

public sealed class VolumeDirectoriesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tepui-volumes-").FullName;

    private string Disk => Path.Combine(_folder, "disk");

    private string Volume => Path.Combine(Disk, "volumes/roles/ads eu/id");

    private string Outside => Path.Combine(_folder, "outside");

    public VolumeDirectoriesTests()
    {
        Directory.CreateDirectory(Disk);
        Directory.CreateDirectory(Outside);
        File.WriteAllText(Path.Combine(Outside, "kept"), "as it was");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Make_MakesWhatIsMissing_AndLeavesWhatIsThere()
    {
        VolumeDirectories.Make(Disk, Volume);
        File.WriteAllText(Path.Combine(Volume, "file"), "x");
        VolumeDirectories.Make(Disk, Volume);

        File.Exists(Path.Combine(Volume, "file")).ShouldBeTrue();
    }

    [Fact]
    public void Make_FollowsNoLink()
    {
        Directory.CreateDirectory(Path.Combine(Disk, "volumes"));
        File.CreateSymbolicLink(Path.Combine(Disk, "volumes/roles"), Outside);

        Should.Throw<IOException>(() => VolumeDirectories.Make(Disk, Volume)).Message.ShouldStartWith($"cannot make {Volume}: ");
        Directory.GetFileSystemEntries(Outside).Length.ShouldBe(1);
    }

    [Fact]
    public void Remove_TakesAll_AndFollowsNoLink()
    {
        VolumeDirectories.Make(Disk, Volume);
        Shell("mkdir -p a/b/c; touch a/b/c/f '.hidden' \"$(printf 'no\\377text')\"; ln -s ../../../../../outside link; ln -s / root; mkdir closed; touch closed/f; chmod 000 closed a/b");

        VolumeDirectories.Remove(Disk, Volume);

        Directory.Exists(Volume).ShouldBeFalse();
        File.Exists(Path.Combine(Outside, "kept")).ShouldBeTrue();
        Directory.Exists(Path.GetDirectoryName(Volume)).ShouldBeTrue();
    }

    [Fact]
    public void Remove_TakesTreesDeeperThanAnyPath()
    {
        VolumeDirectories.Make(Disk, Volume);
        Shell("i=0; while [ $i -lt 3000 ]; do mkdir dddd; cd dddd; i=$((i+1)); done; touch bottom");

        VolumeDirectories.Remove(Disk, Volume);

        Directory.Exists(Volume).ShouldBeFalse();
    }

    [Fact]
    public void Remove_OfAWholeDisk_KeepsItsRoot()
    {
        File.WriteAllText(Path.Combine(Disk, "file"), "x");

        VolumeDirectories.Remove(Disk, Disk);

        Directory.Exists(Disk).ShouldBeTrue();
        Directory.EnumerateFileSystemEntries(Disk).Any().ShouldBeFalse();
    }

    [Fact]
    public void Remove_OfWhatIsNotThere_IsNoFault()
    {
        VolumeDirectories.Remove(Disk, Volume);
        VolumeDirectories.Make(Disk, Volume);
        Directory.Delete(Volume);
        VolumeDirectories.Remove(Disk, Volume);
    }

    [Fact]
    public void Remove_OfALinkInTheVolumesPlace_TakesTheLinkAlone()
    {
        VolumeDirectories.Make(Disk, Volume);
        Directory.Delete(Volume);
        File.CreateSymbolicLink(Volume, Outside);

        VolumeDirectories.Remove(Disk, Volume);

        Directory.GetFileSystemEntries(Path.GetDirectoryName(Volume)!).ShouldBeEmpty();
        File.Exists(Path.Combine(Outside, "kept")).ShouldBeTrue();
    }

    private void Shell(string script)
    {
        using Process shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script]) { WorkingDirectory = Volume })!;
        shell.WaitForExit();
        shell.ExitCode.ShouldBe(0);
    }
}
