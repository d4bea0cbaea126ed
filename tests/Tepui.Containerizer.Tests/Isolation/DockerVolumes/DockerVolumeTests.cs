using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using Mesos.V1;
using Tepui.Containerizer.Isolation;
using Tepui.Containerizer.Isolation.DockerVolumes;
using Tepui.Testing.Hosts;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Tests.Isolation.DockerVolumes;

/// <summary>Volumes of Docker's plug-ins in real containers, by a real plug-in.</summary>
public sealed class DockerVolumeTests : DockerVolumeTest
{
    private const string Waits = "; echo up > up; until [ -e data/go ]; do sleep 0.05; done";

    [RootFact]
    public async Task Volume_IsMadeMountedSeenAndUnmounted()
    {
        (string output, _) = await RunAsync(
            "echo hello > data/file; cat data/file; stat -f -c %T data", With(Docker("data", "data", options: [("size", "10G"), ("fs", "xfs")])));

        output.ShouldBe("hello\ntmpfs\n");
        Plugin.Calls.ShouldBe(["Plugin.Activate", "Get data", "Create data", "Mount data", "Plugin.Activate", "Unmount data"]);
        Plugin.OptionsOf("data").ShouldBe(new Dictionary<string, string> { ["size"] = "10G", ["fs"] = "xfs" });
        IsMounted(Plugin.PathOf("data")).ShouldBeFalse();
        WrittenDown.ShouldBeEmpty();
    }

    [RootFact]
    public async Task Volume_ReadOnlyAtAnAbsolutePath_CannotBeWritten()
    {
        string place = Directory.CreateDirectory(Path.Combine(Root, "place")).FullName;
        Plugin.Mount("data", "somebody");
        await File.WriteAllTextAsync(Path.Combine(Plugin.PathOf("data"), "file"), "there\n");

        (string output, _) = await RunAsync($"cat {place}/file; touch {place}/x", With(Docker("data", place, mode: Volume.Types.Mode.Ro)));

        output.ShouldStartWith("there\n");
        output.ShouldContain("Read-only file system");
        Plugin.Calls.ShouldNotContain("Create data");
        Plugin.MountsOf("data").ShouldBe(["somebody"]);
    }

    [RootFact]
    public async Task TwoContainers_ShareAVolume_UntilTheLastIsGone()
    {
        ContainerLaunch first = Shell("first", "echo one > data/one" + Waits, With(Docker("data", "data")));
        await Containerizer.LaunchAsync(first, Bound);
        await FileAsync(first, "up");

        (await RunAsync("cat other/one; echo two > other/two", With(Docker("data", "other")))).Output.ShouldBe("one\n");

        Plugin.MountsOf("data").Count.ShouldBe(1);
        (await File.ReadAllTextAsync(Path.Combine(Plugin.PathOf("data"), "two"))).ShouldBe("two\n");
        WrittenDown.ShouldHaveSingleItem().ShouldContain("[\"first\"]");
        await File.WriteAllTextAsync(Path.Combine(Plugin.PathOf("data"), "go"), "");
        _ = await ExitAsync("first");
        Plugin.MountsOf("data").ShouldBeEmpty();
        Plugin.Calls.Count(call => call is "Mount data" or "Create data" or "Unmount data").ShouldBe(3);
        WrittenDown.ShouldBeEmpty();
    }

    [RootFact]
    public async Task ManyAtOnce_MountItOnceAndUnmountItOnce()
    {
        ContainerLaunch[] launches = [.. Enumerable.Range(0, 6).Select(i => Shell($"c{i}", "true" + Waits, With(Docker("data", "data"), Docker($"own{i}", "own"))))];
        await Task.WhenAll(launches.Select(launch => Containerizer.LaunchAsync(launch, Bound).AsTask()));
        Plugin.Calls.Count(call => call == "Mount data").ShouldBe(1);
        await File.WriteAllTextAsync(Path.Combine(Plugin.PathOf("data"), "go"), "");
        foreach (ContainerLaunch _ in launches)
            (await Containerizer.Exits.ReadAsync(Bound)).WaitStatus.ShouldBe(0);

        Plugin.Calls.Count(call => call == "Mount data").ShouldBe(1);
        Plugin.Calls.Count(call => call == "Unmount data").ShouldBe(1);
        (await File.ReadAllTextAsync("/proc/self/mounts")).ShouldNotContain(Root);
        WrittenDown.ShouldBeEmpty();
    }

    [RootFact]
    public async Task NestedContainer_SharesItsParentsVolume()
    {
        ContainerLaunch parent = Shell("c", "echo parent > data/file" + Waits, With(Docker("data", "data")));
        await Containerizer.LaunchAsync(parent, Bound);
        await FileAsync(parent, "up");
        ContainerLaunch child = Shell("c.child", "cat mine/file" + Waits.Replace("data", "mine", StringComparison.Ordinal), With(Docker("data", "mine"))) with { Parent = "c" };
        await Containerizer.LaunchAsync(child, Bound);
        await FileAsync(child, "up");

        await Containerizer.DestroyAsync("c", Bound);

        _ = await ExitAsync("c");
        (await File.ReadAllTextAsync(Path.Combine(child.WorkingDirectory, "stdout"))).ShouldBe("parent\n");
        Plugin.Calls.Count(call => call is "Mount data" or "Unmount data").ShouldBe(2);
        IsMounted(Plugin.PathOf("data")).ShouldBeFalse();
    }

    [RootFact]
    public async Task AgentThatIsKilled_GoesOnWithWhatIsUsedAndUnmountsWhatIsNot()
    {
        ContainerLaunch stays = Shell("stays", "true" + Waits + "; echo more > data/more", With(Docker("kept", "data")));
        await Containerizer.LaunchAsync(stays, Bound);
        LaunchedContainer ends = await Containerizer.LaunchAsync(Shell("ends", "exec sleep 1000", With(Docker("left", "data"), Docker("kept", "k"))), Bound);
        await RestartAsync();
        using (Process process = Process.GetProcessById(ends.Pid))
            process.Kill();

        _ = await Containerizer.RecoverAsync(Bound);

        await Plugin.UntilAsync(() => Plugin.MountsOf("left").Count == 0, Bound);
        Plugin.MountsOf("kept").Count.ShouldBe(1);
        (await RunAsync("echo third > data/third", With(Docker("kept", "data")))).Status.ShouldBe(0);
        File.Exists(Path.Combine(Plugin.PathOf("kept"), "third")).ShouldBeTrue();
        await File.WriteAllTextAsync(Path.Combine(Plugin.PathOf("kept"), "go"), "");
        (await ExitAsync("stays")).WaitStatus.ShouldBe(0);
        Plugin.MountsOf("kept").ShouldBeEmpty();
        Plugin.Calls.Count(call => call == "Mount kept").ShouldBe(1);
        await Plugin.UntilAsync(() => WrittenDown.Count == 0, Bound);
    }

    [RootFact]
    public async Task WhatStandsWrittenDown_IsUnmountedUnlessItIsAnothersAgents()
    {
        string runtime = Path.Combine(Root, "runtime");
        new MountedVolumeFiles(Checkpoints, runtime).Write(new MountedVolume(runtime, "test", "mounted", "mine", ["gone"]));
        new MountedVolumeFiles(Checkpoints, runtime).Write(new MountedVolume(runtime, "test", "begun", "mine", ["gone"]));
        new MountedVolumeFiles(Checkpoints, "/other").Write(new MountedVolume("/other", "test", "others", "theirs", ["gone"]));
        await File.WriteAllTextAsync(Path.Combine(Checkpoints, "torn.json"), "{\"Agent\":\"");
        Plugin.Mount("mounted", "mine");
        Plugin.Mount("others", "theirs");

        _ = await Containerizer.RecoverAsync(Bound);

        await Plugin.UntilAsync(() => Plugin.Calls.Contains("Unmount mounted") && Plugin.Calls.Contains("Path begun"), Bound);
        (await RunAsync("true", With(Docker("mounted", "a"), Docker("begun", "b")))).Status.ShouldBe(0);
        WrittenDown.ShouldHaveSingleItem().ShouldContain("others");
        Plugin.MountsOf("mounted").ShouldBeEmpty();
        Plugin.MountsOf("others").ShouldBe(["theirs"]);
    }

    [RootFact]
    public async Task VolumeThatCannotBeUnmounted_IsUnmountedAfterItsNextUser()
    {
        Plugin.Answers["VolumeDriver.Unmount"] = """{"Err": "the device is busy"}""";
        (await RunAsync("echo first > data/file", With(Docker("data", "data")))).Status.ShouldBe(0);
        WrittenDown.ShouldHaveSingleItem();
        _ = Plugin.Answers.TryRemove("VolumeDriver.Unmount", out _);

        (await RunAsync("cat data/file", With(Docker("data", "data")))).Output.ShouldBe("first\n");

        Plugin.Calls.Count(call => call == "Mount data").ShouldBe(1);
        Plugin.MountsOf("data").ShouldBeEmpty();
        WrittenDown.ShouldBeEmpty();
    }

    [RootFact]
    public async Task PluginWithASpecification_IsFoundByIt()
    {
        await File.WriteAllTextAsync(Path.Combine(Plugins, "other.spec"), $"unix://{Plugin.Socket}\n");
        Directory.CreateDirectory(Path.Combine(Plugins, "third"));
        await File.WriteAllTextAsync(Path.Combine(Plugins, "third", "third.json"), $$"""{"Name": "third", "Addr": "unix://{{Plugin.Socket}}"}""");

        (await RunAsync("stat -f -c %T a b", With(Docker("a", "a", "other"), Docker("b", "b", "third")))).Output.ShouldBe("tmpfs\ntmpfs\n");
    }

    [RootFact]
    public async Task Owner_IsTheContainersUserWhereItIsWanted()
    {
        Options = new DockerVolumeOptions { ChangesOwner = true };

        (await RunAsync("stat -c %U data; touch data/x && echo written", With(Docker("data", "data")), "nobody")).Output.ShouldBe("nobody\nwritten\n");
    }

    [RootFact]
    public async Task VolumesThatCannotBe_AreRefusedBeforeAnythingIsMounted()
    {
        (await RefusalAsync(With(Docker("data", "a"), Docker("data", "b")))).ShouldContain("Found duplicate docker volume with driver 'test' and name 'data'");
        (await RefusalAsync(With(Docker("other", "a"), Docker("data", "b", "")))).ShouldContain("The volume driver is not specified for volume 'data'");
        (await RefusalAsync(With(Docker("data", "/no/such/place")))).ShouldContain("container_path '/no/such/place' of a volume is absolute and does not exist");
        (await RefusalAsync(With(Docker("data", "../../up")))).ShouldContain("holds '..', which leads out of the sandbox");

        Plugin.Calls.ShouldBeEmpty();
        WrittenDown.ShouldBeEmpty();
    }

    [Fact]
    public void WithoutTheIsolator_AVolumeIsRefusedByItsName()
    {
        var launch = new ContainerLaunch("c", ["/bin/true"], [], "/") { Info = With(Docker("data", "data")) };

        Should.Throw<ContainerLaunchException>(() => MissingIsolators.Refuse(launch, _ => false))
            .Message.ShouldBe("the volume at 'data' cannot be had on this agent: add 'docker/volume' to its --isolation");
        var faults = new List<string>();
        IsolatorNeeds.Check(["docker/volume"], new IsolationOptions("/w", "/r"), faults);
        faults.ShouldContain("--isolation: 'docker/volume' takes 'filesystem/linux' too: add it");
    }
}
