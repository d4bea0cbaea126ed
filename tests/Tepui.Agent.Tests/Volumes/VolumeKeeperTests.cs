using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Channels;
using System.Threading.Tasks;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using Tepui.Agent.Volumes;
using Tepui.Kernel;
using Tepui.Kernel.Agent;
using Tepui.Kernel.Agent.Volumes;

namespace Tepui.Agent.Tests.Volumes;

public sealed class VolumeKeeperTests
{
    private readonly Channel<AgentInput> _answers = Channel.CreateUnbounded<AgentInput>();

    [Fact]
    public async Task What_is_asked_for_is_done_one_after_the_other_and_answered()
    {
        using var folder = new TemporaryFolder();
        var keeper = new VolumeKeeper(input => _answers.Writer.TryWrite(input), NullLogger.Instance);
        var volume = new VolumePlace("v", folder.Path, folder.At("volumes", "roles", "r", "v"));
        var sandbox = new Sandbox(folder.At("executors"), new ExecutorId("e"), new ContainerId("c"));
        Directory.CreateDirectory(sandbox.Directory);
        IReadOnlyList<VolumeMount> mounts = [new VolumeMount(volume, "data", IsReadOnly: false, ChangesOwner: true)];
        var (framework, task) = (new FrameworkId("F"), new TaskId("t"));

        keeper.Change(new ChangeVolumes(ByteString.CopyFromUtf8("make"), [volume], Removes: false));
        keeper.Link(new LinkVolumes(framework, task, sandbox, User: null, mounts));
        await keeper.Settled;
        File.Exists(sandbox.Directory + "/data").ShouldBeFalse("it is a directory");
        Directory.Exists(sandbox.Directory + "/data").ShouldBeTrue();
        keeper.Unlink(new UnlinkVolumes(sandbox, mounts));
        keeper.Change(new ChangeVolumes(ByteString.CopyFromUtf8("remove"), [volume], Removes: true));
        keeper.Link(new LinkVolumes(framework, task, sandbox, User: null, mounts));
        await keeper.Settled;

        Directory.GetFileSystemEntries(sandbox.Directory).ShouldBeEmpty();
        _answers.Writer.Complete();
        List<AgentInput> answers = await _answers.Reader.ReadAllAsync().ToListAsync();
        answers.Take(3).ShouldBe(
        [
            new VolumesChanged(ByteString.CopyFromUtf8("make")), new VolumesLinked(framework, task), new VolumesChanged(ByteString.CopyFromUtf8("remove")),
        ]);
        answers[3].ShouldBeOfType<VolumesLinked>().Fault.ShouldNotBeNull().ShouldContain($"the persistent volume {volume.Directory} cannot be opened");
    }

    [Fact]
    public async Task A_fault_is_told_and_what_follows_is_done()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.At("volumes"), "in the way");
        var keeper = new VolumeKeeper(input => _answers.Writer.TryWrite(input), NullLogger.Instance);
        VolumePlace bad = new("bad", folder.Path, folder.At("volumes", "roles", "r", "bad"));
        VolumePlace good = new("good", folder.At("other"), folder.At("other", "volumes", "roles", "r", "good"));
        Directory.CreateDirectory(good.Root);

        keeper.Change(new ChangeVolumes(ByteString.CopyFromUtf8("1"), [bad], Removes: false));
        keeper.Change(new ChangeVolumes(ByteString.CopyFromUtf8("2"), [good], Removes: false));
        await keeper.Settled;

        (await _answers.Reader.ReadAsync()).ShouldBeOfType<VolumesChanged>().Fault.ShouldNotBeNull()
            .ShouldStartWith($"persistent volume 'bad': cannot make {bad.Directory}: ");
        (await _answers.Reader.ReadAsync()).ShouldBe(new VolumesChanged(ByteString.CopyFromUtf8("2")));
        Directory.Exists(good.Directory).ShouldBeTrue();
    }
}
