using System.IO;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Containerizer.Isolation;
using Tepui.Containerizer.Isolation.Volumes;
using Tepui.Testing.Hosts;
using Source = Mesos.V1.Volume.Types.Source;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Tests.Isolation.Volumes;

/// <summary>Volumes of containers of type MESOS that share the host's root.</summary>
public sealed class VolumeTests : IsolatedTest
{
    public VolumeTests()
    {
        Directory.CreateDirectory(Outside);
        File.WriteAllText(Path.Combine(Outside, "file"), "there\n");
    }

    protected override string Isolation => "filesystem/linux,volume/secret";

    private string Outside => Path.Combine(Root, "outside");

    [RootFact]
    public async Task HostPath_IsSeenInTheSandbox_AndCanBeWritten()
    {
        (string output, _) = await RunAsync("cat data/file; echo new > data/other", With(HostPath(Outside, "data")));

        output.ShouldBe("there\n");
        (await File.ReadAllTextAsync(Path.Combine(Outside, "other"))).ShouldBe("new\n");
    }

    [RootFact]
    public async Task HostPath_ReadOnly_CannotBeWritten()
    {
        (string output, _) = await RunAsync("cat data/file; echo new > data/other; echo $?", With(HostPath(Outside, "data", Volume.Types.Mode.Ro)));

        output.ShouldStartWith("there\n");
        output.ShouldContain("Read-only file system");
        File.Exists(Path.Combine(Outside, "other")).ShouldBeFalse();
    }

    [RootFact]
    public async Task HostPath_File_AtAnAbsolutePath_HidesTheHosts()
    {
        string shown = Path.Combine(Outside, "shown");
        await File.WriteAllTextAsync(shown, "the host's\n");

        (await RunAsync($"cat {shown}", With(HostPath(Path.Combine(Outside, "file"), shown)))).Output.ShouldBe("there\n");
        (await File.ReadAllTextAsync(shown)).ShouldBe("the host's\n");
    }

    [RootFact]
    public async Task HostPath_InSource_Works()
    {
        var volume = new Volume
        {
            Mode = Volume.Types.Mode.Rw,
            ContainerPath = "data",
            Source = new Source { Type = Source.Types.Type.HostPath, HostPath = new Source.Types.HostPath { Path = Outside } },
        };

        (await RunAsync("cat data/file", With(volume))).Output.ShouldBe("there\n");
    }

    [RootFact]
    public async Task HostPath_ThatIsMissing_IsMadeWhereItMay()
    {
        string allowed = Path.Combine(Outside, "made", "here");
        (await RunAsync("touch data/x", With(HostPath(allowed, "data")))).Status.ShouldBe(0);

        File.Exists(Path.Combine(allowed, "x")).ShouldBeTrue();
        (await RefusalAsync(With(HostPath(Path.Combine(Outside, "other", "here"), "data"))))
            .ShouldContain("does not exist, and is not below a folder of --host_path_volume_force_creation");
    }

    [RootFact]
    public async Task Volume_ThatCannotBe_FailsTheLaunch()
    {
        (await RefusalAsync(With(HostPath(Outside, "/no/such/mount/point")))).ShouldContain("container_path '/no/such/mount/point' of a volume is absolute and does not exist");
        (await RefusalAsync(With(HostPath(Outside, "../../data")))).ShouldContain("holds '..', which leads out of the sandbox");
        (await RefusalAsync(With(Sandbox(Source.Types.SandboxPath.Types.Type.Self, "x", "relative")))).ShouldContain("is relative for a SANDBOX_PATH volume of type SELF");
        (await RefusalAsync(With(Sandbox(Source.Types.SandboxPath.Types.Type.Parent, "x", "data")))).ShouldContain("type PARENT only works for a nested container");
        (await RefusalAsync(With(Sandbox(Source.Types.SandboxPath.Types.Type.Self, "../x", "/opt")))).ShouldContain("path '../x' of a SANDBOX_PATH volume holds '..'");
    }

    [RootFact]
    public async Task LinkInTheSandbox_IsNotFollowedToAMountPoint()
    {
        ContainerLaunch launch = Shell("c", "true", With(HostPath(Outside, "trap/data")));
        File.CreateSymbolicLink(Path.Combine(launch.WorkingDirectory, "trap"), Outside);

        ContainerLaunchException e = await Should.ThrowAsync<ContainerLaunchException>(async () => await Containerizer.LaunchAsync(launch, Bound));

        e.Message.ShouldContain("links are not followed");
        Directory.Exists(Path.Combine(Outside, "data")).ShouldBeFalse();
    }

    [RootFact]
    public async Task SandboxPath_Self_GivesTheContainerItsOwnOfAPath()
    {
        (string output, _) = await RunAsync($"echo mine > {Outside}/file; cat {Outside}/file; cat own/file", With(Sandbox(Source.Types.SandboxPath.Types.Type.Self, "own", Outside)));

        output.ShouldBe("mine\nmine\n");
        (await File.ReadAllTextAsync(Path.Combine(Outside, "file"))).ShouldBe("there\n");
    }

    [RootFact]
    public async Task SandboxPath_Parent_IsShared()
    {
        ContainerLaunch parent = Shell("c", "mkdir shared; echo hello > shared/file; echo ready > ready; exec sleep 1000");
        await Containerizer.LaunchAsync(parent, Bound);
        await FileAsync(parent, "ready");
        ContainerLaunch child = Shell("c.child", "cat data/file", With(Sandbox(Source.Types.SandboxPath.Types.Type.Parent, "shared", "data"))) with { Parent = "c" };
        await Containerizer.LaunchAsync(child, Bound);

        (await ExitAsync("c.child")).WaitStatus.ShouldBe(0);
        (await File.ReadAllTextAsync(Path.Combine(child.WorkingDirectory, "stdout"))).ShouldBe("hello\n");
        await Containerizer.DestroyAsync("c", Bound);
        _ = await ExitAsync("c");
    }

    [RootFact]
    public async Task Secret_IsItsUsersAlone_AndLiesInMemory()
    {
        (string output, _) = await RunAsync(
            "cat keys/secret; stat -c '%a %U' keys/secret; stat -f -c %T keys/secret", With(Secret("s3cr\0t\n", "keys/secret")), "nobody");

        output.ShouldBe("s3cr\0t\n600 nobody\ntmpfs\n");
        (await File.ReadAllTextAsync("/proc/self/mounts")).ShouldNotContain(Root);
        foreach (string folder in Directory.EnumerateDirectories("/dev/shm", "tepui-secrets-*"))
            Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [RootFact]
    public async Task Secret_ByReference_IsRefused()
    {
        Volume volume = Secret("", "x");
        volume.Source.Secret = new Secret { Type = Mesos.V1.Secret.Types.Type.Reference, Reference = new Secret.Types.Reference { Name = "vault/x" } };

        (await RefusalAsync(With(volume))).ShouldContain("the secret 'vault/x' of a volume is a reference");
    }

    [RootFact]
    public async Task NothingIsLeft_OnTheHost()
    {
        await RunAsync("true", With(HostPath(Outside, "data"), Secret("x", "secret")));

        (await File.ReadAllTextAsync("/proc/self/mounts")).ShouldNotContain(Root);
        Directory.EnumerateFileSystemEntries(Path.Combine(Root, "runtime", "launching")).ShouldHaveSingleItem().ShouldContain("starter-");
        Directory.EnumerateFileSystemEntries(Path.Combine(Root, "runtime", "containers")).ShouldBeEmpty();
    }

    protected override IsolationOptions Configure(IsolationOptions options) =>
        options with { Volumes = new VolumeOptions { MadeBelow = [Path.Combine(Outside, "made")] } };

    private static ContainerInfo With(params Volume[] volumes)
    {
        var info = new ContainerInfo();
        info.Volumes.AddRange(volumes);
        return info;
    }

    private static Volume HostPath(string path, string containerPath, Volume.Types.Mode mode = Volume.Types.Mode.Rw) =>
        new() { Mode = mode, HostPath = path, ContainerPath = containerPath };

    private static Volume Sandbox(Source.Types.SandboxPath.Types.Type type, string path, string containerPath) => new()
    {
        Mode = Volume.Types.Mode.Rw,
        ContainerPath = containerPath,
        Source = new Source { Type = Source.Types.Type.SandboxPath, SandboxPath = new Source.Types.SandboxPath { Type = type, Path = path } },
    };

    private static Volume Secret(string value, string containerPath) => new()
    {
        Mode = Volume.Types.Mode.Ro,
        ContainerPath = containerPath,
        Source = new Source
        {
            Type = Source.Types.Type.Secret,
            Secret = new Secret
            {
                Type = Mesos.V1.Secret.Types.Type.Value,
                Value = new Secret.Types.Value { Data = ByteString.CopyFromUtf8(value) },
            },
        },
    };
}
