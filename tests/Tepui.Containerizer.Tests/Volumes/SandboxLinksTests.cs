using System;
using System.IO;
using Tepui.Containerizer.Volumes;

namespace Tepui.Containerizer.Tests.Volumes;

public sealed class SandboxLinksTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tepui-links-").FullName;

    private string Sandbox => Path.Combine(_folder, "sandbox");

    private string Volume => Path.Combine(_folder, "volume");

    private string Outside => Path.Combine(_folder, "outside");

    public SandboxLinksTests()
    {
        Directory.CreateDirectory(Sandbox);
        Directory.CreateDirectory(Volume);
        Directory.CreateDirectory(Outside);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("data")]
    [InlineData("a/b/data")]
    public void Make_LinksTheVolume_AndAgainIsNoFault(string path)
    {
        Make(path);
        Make(path);

        new FileInfo(Path.Combine(Sandbox, path)).LinkTarget.ShouldBe(Volume);
    }

    [Fact]
    public void Make_WhereSomethingLies_LeavesIt()
    {
        File.WriteAllText(Path.Combine(Sandbox, "data"), "fetched");

        Should.Throw<ContainerLaunchException>(() => Make("data")).Message.ShouldBe(
            $"the persistent volume {Volume} cannot be brought to 'data': 'data' is there already in the sandbox: choose another "
            + "container_path, or another name for what is fetched");
        File.ReadAllText(Path.Combine(Sandbox, "data")).ShouldBe("fetched");
    }

    [Fact]
    public void Make_ThroughATasksLink_LeadsNowhere()
    {
        File.CreateSymbolicLink(Path.Combine(Sandbox, "out"), Outside);

        Should.Throw<ContainerLaunchException>(() => Make("out/data"));
        Directory.GetFileSystemEntries(Outside).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("../data")]
    [InlineData("/data")]
    public void Make_OutsideTheSandbox_IsRefused(string path) => Should.Throw<ContainerLaunchException>(() => Make(path));

    [Fact]
    public void Make_OfAVolumeThatIsGone_SaysSo()
    {
        Directory.Delete(Volume);

        Should.Throw<ContainerLaunchException>(() => Make("data")).Message.ShouldStartWith($"the persistent volume {Volume} cannot be opened: ");
    }

    [Fact]
    public void Remove_TakesOwnLinksOnly()
    {
        Make("a");
        File.CreateSymbolicLink(Path.Combine(Sandbox, "b"), Outside);

        SandboxLinks.Remove(Sandbox, [new ContainerVolume(Volume, "a"), new ContainerVolume(Volume, "b"), new ContainerVolume(Volume, "x/y")]);

        Directory.GetFileSystemEntries(Sandbox).ShouldBe([Path.Combine(Sandbox, "b")]);
        Directory.Exists(Volume).ShouldBeTrue();
    }

    private void Make(string path) => SandboxLinks.Make(Sandbox, user: null, [new ContainerVolume(Volume, path)]);
}
