using System;
using System.IO;
using System.Linq;
using Spectre.Console;
using Tepui.Cli.Mine;
using Tepui.Miner.View;

namespace Tepui.Cli.Tests.Mine;

public class MinePictureTests
{
    private const string Hash = "0000000000000000000000000000000000000000000000000000000000abcdef";

    [Fact]
    public void Of_ShowsAgentsTasksBlocksAndLines()
    {
        var text = Draw(Snapshot(blocks: 2), height: 40);
        text.ShouldContain("127.0.0.1:5051");
        text.ShouldContain("worker-1-1");
        text.ShouldContain(Hash);
        text.ShouldContain("21.0 Mh/s");
        text.ShouldContain("something [odd] happened");
    }

    [Theory]
    [InlineData(24)]
    [InlineData(30)]
    [InlineData(50)]
    public void Of_ManyBlocks_FitsTheTerminal(int height) =>
        Draw(Snapshot(blocks: 90), height).TrimEnd().Split('\n').Length.ShouldBeLessThanOrEqualTo(height);

    private static string Draw(MineSnapshot snapshot, int height)
    {
        using var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = 120;
        console.Write(MinePicture.Of(snapshot, [.. Enumerable.Repeat("something [odd] happened", 8)], height));
        return output.ToString();
    }

    private static MineSnapshot Snapshot(int blocks) => new(
        TimeSpan.FromSeconds(12), "127.0.0.1:5050", "framework-1",
        [.. Enumerable.Range(1, 3).Select(number => new MineAgent($"a{number}", $"127.0.0.1:505{number}", 1, 2048))],
        [new MineTask("server-1", "127.0.0.1:31000", 1, "running"), new MineTask("worker-1-1", "127.0.0.1", 1, "running")],
        HashRate: 21e6, NetworkDifficulty: 0.02, Height: blocks + 1, SharesAccepted: 7, SharesRejected: 0,
        [.. Enumerable.Range(1, blocks).Select(height => new MineBlock(height, Hash, "worker-1-1", TimeSpan.FromSeconds(3)))],
        [])
    {
        BlocksAccepted = blocks,
    };
}
