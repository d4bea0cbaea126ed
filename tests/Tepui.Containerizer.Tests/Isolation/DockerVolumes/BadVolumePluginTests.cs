using System;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using Tepui.Containerizer.Isolation.DockerVolumes;
using Tepui.Testing.Hosts;
using Task = System.Threading.Tasks.Task;

namespace Tepui.Containerizer.Tests.Isolation.DockerVolumes;

/// <summary>Plug-ins that are not there, refuse, hang or talk nonsense: the launch fails with what is wrong, and nothing is left.</summary>
public sealed class BadVolumePluginTests : DockerVolumeTest
{
    [RootFact]
    public async Task WhatThePluginSays_IsTold()
    {
        Plugin.Answers["VolumeDriver.Create"] = """{"Err": "no space left\n in the pool"}""";

        (await RefusedAsync()).ShouldEndWith(
            $"the volume 'data' of Docker's driver 'test' cannot be mounted: the plug-in at {Plugin.Socket} says: no space left in the pool");
        Plugin.Calls.ShouldNotContain("Unmount data");
        WrittenDown.ShouldBeEmpty();
    }

    [RootFact]
    public async Task SecondVolumeThatFails_TakesTheFirstWithIt()
    {
        (await RefusalAsync(With(Docker("data", "a"), Docker("data", "b", "nobody")))).ShouldContain("there is no plug-in 'nobody' on this machine");

        Plugin.Calls.ShouldContain("Mount data");
        Plugin.MountsOf("data").ShouldBeEmpty();
        WrittenDown.ShouldBeEmpty();
    }

    [RootFact]
    public async Task PluginThatHangs_IsGivenUp()
    {
        Options = new DockerVolumeOptions { Patience = TimeSpan.FromSeconds(1) };
        Plugin.Hangs["VolumeDriver.Mount"] = true;

        (await RefusedAsync()).ShouldContain("did not answer VolumeDriver.Mount within 1 seconds: look into its log, or restart it");
        Plugin.Calls.TakeLast(2).ShouldBe(["Unmount data", "Path data"]);
        WrittenDown.ShouldBeEmpty();

        Plugin.Hangs["Plugin.Activate"] = true;
        (await RefusedAsync()).ShouldContain("did not answer Plugin.Activate within 1 seconds");
        WrittenDown.ShouldBeEmpty();
    }

    [RootFact]
    public async Task PluginThatHangs_DelaysNoAgent()
    {
        string runtime = Path.Combine(Root, "runtime");
        new MountedVolumeFiles(Checkpoints, runtime).Write(new MountedVolume(runtime, "test", "data", "mine", []));
        Plugin.Mount("data", "mine");
        Plugin.Hangs["VolumeDriver.Unmount data"] = true;

        _ = await Containerizer.RecoverAsync(Bound);

        await Plugin.UntilAsync(() => Plugin.Calls.Contains("Unmount data"), Bound);
        (await RunAsync("echo runs", With(Docker("other", "data")))).Output.ShouldBe("runs\n");
        WrittenDown.ShouldHaveSingleItem();
    }

    [RootFact]
    public async Task Nonsense_IsTold()
    {
        Plugin.Answers["VolumeDriver.Mount"] = """{"Mountpoint": "/no/such/folder"}""";
        (await RefusedAsync()).ShouldContain("its plug-in says it is at '/no/such/folder', which is no folder of this machine");
        WrittenDown.ShouldBeEmpty();
        Plugin.Answers["VolumeDriver.Mount"] = "{}";
        (await RefusedAsync()).ShouldContain("the plug-in mounted it and does not say where");
        Plugin.Answers["Plugin.Activate"] = """{"Implements": ["NetworkDriver"]}""";
        (await RefusedAsync()).ShouldContain("is none for volumes: it implements NetworkDriver");
        Plugin.Answers["Plugin.Activate"] = "<html>";
        (await RefusedAsync()).ShouldContain("answers Plugin.Activate with what is no JSON object: '<html>'");
        Plugin.Answers["Plugin.Activate"] = new string('x', 2 << 20);
        (await RefusedAsync()).ShouldContain("gave no whole answer to Plugin.Activate");
    }

    [RootFact]
    public async Task PluginThatIsNotThere_IsTold()
    {
        using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            // Its file stays, as that of a process which was killed.
            socket.Bind(new UnixDomainSocketEndPoint(Path.Combine(Plugins, "bound.sock")));
            File.Move(Path.Combine(Plugins, "bound.sock"), Path.Combine(Plugins, "dead.sock"));
        }

        await File.WriteAllTextAsync(Path.Combine(Plugins, "strange.spec"), "ftp://x");
        await File.WriteAllTextAsync(Path.Combine(Plugins, "broken.json"), "{");
        await File.WriteAllTextAsync(Path.Combine(Plugins, "tls.json"), """{"Addr": "https://localhost:1", "TLSConfig": {"CAFile": "/ca"}}""");
        await File.WriteAllTextAsync(Path.Combine(Plugins, "away.spec"), "tcp://localhost:1");

        (await RefusedAsync("nobody")).ShouldContain($"no nobody.sock, nobody.spec or nobody.json in {Plugins} (--docker_volume_plugin_dirs)");
        (await RefusedAsync("dead")).ShouldContain("cannot be reached (");
        (await RefusedAsync("away")).ShouldContain("the plug-in at localhost:1 cannot be reached (");
        (await RefusedAsync("strange")).ShouldContain("strange.spec holds no address as unix:///run/x.sock or tcp://localhost:8080, but 'ftp://x'");
        (await RefusedAsync("broken")).ShouldContain("broken.json is no JSON object");
        (await RefusedAsync("tls")).ShouldContain("tls.json wants TLS, which is not supported yet for plug-ins");
        (await RefusedAsync("../plugins/test")).ShouldContain("'../plugins/test' is no name of a plug-in");
        WrittenDown.ShouldBeEmpty();
    }

    private async System.Threading.Tasks.Task<string> RefusedAsync(string driver = "test")
    {
        string message = await RefusalAsync(With(Docker("data", "data", driver)));
        message.ShouldNotContain("\n");
        return message;
    }
}
