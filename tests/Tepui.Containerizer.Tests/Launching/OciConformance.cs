using System.IO;
using System.Text;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Containerizer.Images;
using Tepui.Containerizer.Images.Provisioning;
using Tepui.Containerizer.Isolation;
using Tepui.Containerizer.Launching;
using Tepui.Containerizer.Launching.Oci;
using Tepui.Containerizer.Processes;
using Tepui.Containerizer.Streams;
using Tepui.Testing.Hosts;
using Tepui.Testing.Images;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Tests.Launching;

/// <summary>The shared suite with containers that have an image, by a real OCI runtime. Nothing of them stays.</summary>
#pragma warning disable CA1001 // The suite closes and abandons what it made.
public abstract class OciConformance(ImageFolder images) : ContainerizerConformance
#pragma warning restore CA1001
{
    private ProcessContainerizer _processes = null!;
    private Provisioner _provisioner = null!;

    protected ImageFolder Images => images;

    protected override int ManyCount => 6;

    protected abstract string Runtime { get; }

    private string RuntimeFolder => Path.Combine(Root, "runtime");

    [RootFact]
    public override Task Launch_WritesStdoutAndStderrInTheSandbox() => base.Launch_WritesStdoutAndStderrInTheSandbox();

    [RootFact]
    public override Task Launch_AppendsToWhatIsThere() => base.Launch_AppendsToWhatIsThere();

    [RootFact]
    public override Task Launch_WithoutItsSandbox_SaysSo() => base.Launch_WithoutItsSandbox_SaysSo();

    [RootFact]
    public override Task Launch_UnknownUser_SaysSo() => base.Launch_UnknownUser_SaysSo();

    [RootFact]
    public override Task Launch_SameIdTwice_IsRefusedAndTheFirstGoesOn() => base.Launch_SameIdTwice_IsRefusedAndTheFirstGoesOn();

    [RootFact]
    public override Task Signal_ReachesTheFirstProcessGroup() => base.Signal_ReachesTheFirstProcessGroup();

    [RootFact]
    public override Task SignalDestroyForget_OfAnUnknownContainer_DoNothing() => base.SignalDestroyForget_OfAnUnknownContainer_DoNothing();

    [RootFact]
    public override Task Recover_FindsWhatRunsAndTellsItsEndLater() => base.Recover_FindsWhatRunsAndTellsItsEndLater();

    [RootFact]
    public override Task Recover_TellsWhatEndedUntilForgotten() => base.Recover_TellsWhatEndedUntilForgotten();

    [RootFact]
    public override Task ManyAtOnce_EachEndsOnceWithItsOwnStatus() => base.ManyAtOnce_EachEndsOnceWithItsOwnStatus();

    [RootFact]
    public override async Task Ids_MayHoldAnything()
    {
        // The records of the mesos containerizer are files of the id's name.
        string id = "a:b c" + new string('x', 150);
        await LaunchShellAsync(id, "exit 4");

        (await ExitAsync(id)).WaitStatus.ShouldBe(4 << 8);
    }

    [RootFact]
    public override Task RunInside_GivesTheStatusAndHasTheSandboxAndTheEnvironment() =>
        base.RunInside_GivesTheStatusAndHasTheSandboxAndTheEnvironment();

    [RootFact]
    public override Task RunInside_Cancelled_KillsWhatItStarted() => base.RunInside_Cancelled_KillsWhatItStarted();

    [RootFact]
    public override Task RunInside_OfWhatDoesNotRun_SaysSo() => base.RunInside_OfWhatDoesNotRun_SaysSo();

    [RootFact]
    public override Task Status_TellsTheFirstProcess() => base.Status_TellsTheFirstProcess();

    [RootFact]
    public override Task Network_OfTheAgentItself_IsNull() => base.Network_OfTheAgentItself_IsNull();

    [RootFact]
    public async Task NestedToLookIntoItsParent_HasItsRootAndItsProcesses()
    {
        ContainerLaunch parent = Shell("c", "echo here > /mark; echo ready > ready; exec sleep 1000");
        await Containerizer.LaunchAsync(parent, Bound);
        _ = await AppearsAsync(parent, "ready");
        ContainerLaunch debug = Shell("c.debug", "cat /mark; exit 3") with { Info = null, Parent = "c", IsDebug = true };
        await Containerizer.LaunchAsync(debug, Bound);

        (await ExitAsync("c.debug")).WaitStatus.ShouldBe(3 << 8);

        Output(debug).ShouldBe("here\n");
        await Containerizer.DestroyAsync("c", Bound);
        (await ExitAsync("c")).WaitStatus.ShouldBe(9);
    }

    [RootFact]
    public async Task NestedWithAnImageOfItsOwn_EndsWithItsParent()
    {
        await LaunchShellAsync("c", "exec sleep 1000");
        ContainerLaunch child = Shell("c.child", "echo up > up; exec sleep 1000") with { Parent = "c" };
        LaunchedContainer launched = await Containerizer.LaunchAsync(child, Bound);
        _ = await AppearsAsync(child, "up");

        await Containerizer.DestroyAsync("c", Bound);

        (await ExitAsync("c.child")).WaitStatus.ShouldBe(9);
        IsAlive(launched.Pid).ShouldBeFalse();
    }

    [RootFact]
    public async Task KilledByASignal_IsTold()
    {
        await LaunchShellAsync("c", "kill -TERM $$");

        (await ExitAsync("c")).WaitStatus.ShouldBe(15);
    }

    [RootFact]
    public async Task WhatTheImageLacks_IsTold()
    {
        ContainerLaunch launch = Shell("c", "") with { Argv = ["frobnicate"] };

        (await Should.ThrowAsync<ContainerLaunchException>(async () => await Containerizer.LaunchAsync(launch, Bound)))
            .Message.ShouldContain("there is no executable 'frobnicate' in the image");
        (await Should.ThrowAsync<ContainerLaunchException>(async () => await Containerizer.LaunchAsync(WithImage(launch, "nobody:1"), Bound)))
            .Message.ShouldContain("the image 'nobody:1' cannot be used");

        await LaunchShellAsync("c", "exit 0");
        (await ExitAsync("c")).WaitStatus.ShouldBe(0);
    }

    [RootFact]
    public async Task Terminal_OfAContainerAndOfASessionInIt_AreTheirOwn()
    {
        // A runtime may hand the size on a moment after the start.
        const string Sized = "until stty size 2> /dev/null | grep '30 100'; do sleep 0.1; done; ";
        ContainerIo terminal = new() { Input = ContainerInput.Terminal, Rows = 30, Columns = 100 };
        await Containerizer.LaunchAsync(Shell("c", "read x; echo got $x; " + Sized + "exit 3") with { Io = terminal }, Bound);
        ContainerLaunch looks = base.Shell("d", "tty; " + Sized + "read y; exit 4") with { Parent = "c", IsDebug = true };
        await Containerizer.LaunchAsync(looks with { Io = terminal with { IsSession = true, Directory = looks.WorkingDirectory } }, Bound);

        (await TalkAsync("d", owns: true, "\n")).ShouldContain("30 100\r\n");
        (await TalkAsync("c", owns: false, "word\n")).ShouldContain("got word\r\n30 100\r\n");

        (await ExitAsync("d")).WaitStatus.ShouldBe(4 << 8);
        (await ExitAsync("c")).WaitStatus.ShouldBe(3 << 8);
    }

    private async Task<string> TalkAsync(string id, bool owns, string text)
    {
        using ContainerOutput output = await Containerizer.AttachOutputAsync(id, owns, Bound);
        using ContainerInputStream input = await Containerizer.AttachInputAsync(id, Bound);
        await input.WriteAsync(Encoding.UTF8.GetBytes(text), Bound);
        var all = new StringBuilder();
        while (await output.ReadAsync(Bound) is { } chunk)
            all.Append(Encoding.UTF8.GetString(chunk.Bytes.Span));

        // A runtime has its own terminal leave line ends to ours a moment after the start: the first ones may get theirs twice.
        return all.Replace("\r\r\n", "\r\n").ToString();
    }

    protected override string SandboxInside(ContainerLaunch launch) => "/mnt/mesos/sandbox";

    protected override Task<IContainerizer> CreateAsync()
    {
        _processes = new ProcessContainerizer(new ProcessContainerizerOptions(RuntimeFolder));
        _provisioner = new Provisioner(new ProvisionerOptions(Path.Combine(Root, "work"), images.Store) { Registry = images.Archives });
        var oci = new OciLauncher(
            _processes,
            new OciLauncherOptions(new OciRuntime(Runtime, Path.Combine(RuntimeFolder, "state")), Path.Combine(RuntimeFolder, "oci")));
        return Task.FromResult<IContainerizer>(new MesosContainerizer(
            _processes,
            [new DockerRuntimeIsolator(_provisioner), new VolumeImageIsolator(_provisioner)],
            new HostLauncher(_processes),
            oci,
            new ContainerRecords(Path.Combine(RuntimeFolder, "containers"))));
    }

    protected override async Task CloseAsync(IContainerizer containerizer)
    {
        try
        {
            await _processes.ShutdownAsync(Bound);
        }
        finally
        {
            await AbandonAsync(containerizer);
        }

        // What a test left half done, the next process of an agent finds.
        IContainerizer next = await CreateAsync();
        _ = await next.RecoverAsync(Bound);
        await _processes.ShutdownAsync(Bound);
        await AbandonAsync(next);
        (await File.ReadAllTextAsync("/proc/self/mounts")).ShouldNotContain(Root);
        foreach (string folder in (string[])["work/provisioner/containers", "runtime/oci/bundles", "runtime/state", "runtime/containers"])
            (Directory.Exists(Path.Combine(Root, folder)) ? Directory.GetFileSystemEntries(Path.Combine(Root, folder)) : []).ShouldBeEmpty();
    }

    protected override async Task AbandonAsync(IContainerizer containerizer)
    {
        _provisioner.Dispose();
        await ((MesosContainerizer)containerizer).DisposeAsync();
        await _processes.DisposeAsync();
    }

    protected override ContainerLaunch Shell(string id, string script) => WithImage(base.Shell(id, script), ImageFolder.Busybox);

    protected static ContainerLaunch WithImage(ContainerLaunch launch, string image) => launch with
    {
        Info = new ContainerInfo
        {
            Type = ContainerInfo.Types.Type.Mesos,
            Mesos = new ContainerInfo.Types.MesosInfo
            {
                Image = new Image { Type = Image.Types.Type.Docker, Docker = new Image.Types.Docker { Name = image } },
            },
        },
    };
}
