using System.CommandLine;
using Tepui.Cli.Flags;

namespace Tepui.Cli.Tests.Flags;

public class SwitchArgumentsTests
{
    private static readonly Command Root = new("tepui")
    {
        new Command("one") { new SwitchOption("shell"), new SwitchOption("no-shell") { Hidden = true }, new Option<string>("--name") },
        new Command("two") { new Command("three") { new SwitchOption("strict"), new SwitchOption("no-strict") { Hidden = true } } },
    };

    [Theory]
    [InlineData("one --shell", "one --shell=true")]
    [InlineData("one --no-shell word", "one --shell=false word")]
    [InlineData("one --shell=maybe --no-shell=x", "one --shell=maybe --no-shell=x")]
    [InlineData("one --name --strict", "one --name --strict")]
    [InlineData("two three --strict --shell", "two three --strict=true --shell")]
    [InlineData("two --strict", "two --strict")]
    [InlineData("one -- --shell", "one -- --shell")]
    [InlineData("--shell", "--shell")]
    public void WithValues_writes_out_the_switches_of_the_command(string given, string expected) =>
        SwitchArguments.WithValues(Root, given.Split(' ')).ShouldBe(expected.Split(' '));
}
