using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Tepui.Testing.Hosts;

namespace Tepui.Containerizer.Tests.Streams;

/// <summary>Output that is kept small: nothing lost, nothing in another order, no file too large.</summary>
public sealed class RotationTests : StreamTest
{
    private const string Line = "0123456789 0123456789 0123456789 ";

    [Theory]
    [InlineData(4096, 1000, 20_000)]
    [InlineData(5000, 1000, 20_000)]
    [InlineData(65536, 100, 60_000)]
    [InlineData(1_000_000, 10, 100_000)]
    public async Task Rotation_KeepsEveryByteInOrderInFilesOfTheSize(int size, int kept, int lines)
    {
        _ = await LaunchAsync(
            "i=0; while [ $i -lt $1 ]; do echo \"$2$i\"; i=$((i+1)); done; seq 1 1000 >&2",
            new ContainerIo { Output = new LogLimit(size, kept), Error = new LogLimit(4096, 1) },
            lines.ToString(),
            Line);
        _ = await ExitAsync();

        Whole("stdout", size).ShouldBe(Lines(lines));
        string errors = Whole("stderr", 4096);
        string.Concat(Enumerable.Range(1, 1000).Select(i => $"{i}\n")).ShouldEndWith(errors);
        Directory.GetFiles(Sandbox, "stderr*").Length.ShouldBeLessThanOrEqualTo(2);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Rotation_KeepsSoManyOlderFiles(int kept)
    {
        _ = await LaunchAsync("seq 1 20000", new ContainerIo { Output = new LogLimit(4096, kept) });
        _ = await ExitAsync();

        Directory.GetFiles(Sandbox, "stdout*").Length.ShouldBe(kept + 1);
        Whole("stdout", 4096).ShouldEndWith("19999\n20000\n");
    }

    [Fact]
    public async Task SupervisorKilled_AgainAndAgain_NoByteIsLostOrMoved()
    {
        const int Count = 60_000;
        _ = await LaunchAsync(
            "i=0; while [ $i -lt $1 ]; do echo \"$2$i\"; i=$((i+1)); done",
            new ContainerIo { Output = new LogLimit(8192, 1000) },
            Count.ToString(),
            Line);
        for (int kill = 0; kill < 3; kill++)
        {
            await KillSupervisorAsync();
            _ = await Processes.RecoverAsync(Bound);
        }

        _ = await ExitAsync();

        Whole("stdout", 8192).ShouldBe(Lines(Count));
    }

    [Fact]
    public async Task SupervisorKilled_JustBeforeTheContainerEnds_ItsLastWordsAreKept()
    {
        _ = await LaunchAsync(
            "mkfifo go; echo first; echo ready > ready; read x < go; echo last",
            new ContainerIo { Output = new LogLimit(8192, 3), Error = new LogLimit(8192, 3) });
        while (!File.Exists(Path.Combine(Sandbox, "ready")))
            await Task.Yield();

        await KillSupervisorAsync();
        await File.WriteAllTextAsync(Path.Combine(Sandbox, "go"), "\n", Bound);
        _ = await ExitAsync();

        Text().ShouldBe("first\nlast\n");
        Directory.GetFiles(Path.Combine(Runtime, "supervisor", "streams")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Rotation_OverALinkOrAFolder_WritesNowhereElse()
    {
        string victim = Path.Combine(Runtime, "victim");
        await File.WriteAllTextAsync(victim, "untouched", Bound);
        _ = await LaunchAsync(
            "rm stdout; ln -s $1 stdout; mkdir stdout.2; seq 1 9000; echo end >&2",
            new ContainerIo { Output = new LogLimit(4096, 2) },
            victim);
        _ = await ExitAsync();

        (await File.ReadAllTextAsync(victim, Bound)).ShouldBe("untouched");
        Text("stderr").ShouldBe("end\n");
    }

    [RootFact]
    public async Task Rotation_ForAnotherUser_GivesHimTheFilesAndHisStreams()
    {
        ContainerLaunch launch = Shell(
            "seq 1 5000; echo again > /dev/stdout; until grep -qs again stdout; do :; done; stat -c %U stdout stdout.1 >&2",
            new ContainerIo { Output = new LogLimit(4096, 9) });
        _ = await Processes.LaunchAsync(launch with { User = "nobody" }, Bound);
        _ = await ExitAsync();

        Text("stderr").ShouldBe("nobody\nnobody\n");
        Text().ShouldEndWith("again\n");
    }

    private static string Lines(int count) => string.Concat(Enumerable.Range(0, count).Select(i => $"{Line}{i}\n"));

    /// <summary>All files from the oldest to the youngest, none larger than its size.</summary>
    private string Whole(string name, int size)
    {
        var all = new StringBuilder();
        foreach (string path in Directory.GetFiles(Sandbox, name + "*").OrderByDescending(Age))
        {
            new FileInfo(path).Length.ShouldBeLessThanOrEqualTo(size);
            _ = all.Append(File.ReadAllText(path));
        }

        return all.ToString();
    }

    private static int Age(string path) => int.TryParse(Path.GetExtension(path).AsSpan().TrimStart('.'), out int age) ? age : 0;
}
