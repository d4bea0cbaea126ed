using System.Collections.Generic;
using System.Linq;
using Mesos.V1;
using Tepui.Containerizer.Images.Configuration;
using Tepui.Containerizer.Images.References;

namespace Tepui.Containerizer.Tests.Images.Configuration;

/// <summary>The table in docs/isolators/docker-runtime.md, cell by cell.</summary>
public sealed class RuntimeCommandTests
{
    [Theory]
    [InlineData(false, false, "", "")]
    [InlineData(false, false, "c d", "c|c d")]
    [InlineData(false, false, "e f;", "e|e f")]
    [InlineData(false, false, "e f;c d", "e|e f c d")]
    [InlineData(false, true, "", "")]
    [InlineData(false, true, "c d", "c|c x y")]
    [InlineData(false, true, "e f;", "e|e f x y")]
    [InlineData(false, true, "e f;c d", "e|e f x y")]
    public void WithoutAValue_TheImageSays(bool value, bool arguments, string image, string expected) => Check(false, value, arguments, image, expected);

    [Theory]
    [InlineData(false, "")]
    [InlineData(false, "c d")]
    [InlineData(false, "e f;c d")]
    [InlineData(true, "")]
    [InlineData(true, "e f;c d")]
    public void WithAValue_TheImageSaysNothing(bool arguments, string image) =>
        Check(false, true, arguments, image, arguments ? "v|x y" : "v|v");

    [Theory]
    [InlineData(false, "e f;c d")]
    [InlineData(true, "")]
    public void AShell_RunsTheValue(bool arguments, string image) => Check(true, true, arguments, image, "/bin/sh|sh -c v");

    [Theory]
    [InlineData(false, "e f;c d")]
    [InlineData(true, "")]
    public void AShellWithoutAValue_IsRefused(bool arguments, string image) => Check(true, false, arguments, image, "");

    [Fact]
    public void Environment_OfTheImageStandsOverTheAgents_AndTheCommandsOverBoth()
    {
        var command = new CommandInfo();
        command.Environment = new Environment { Variables = { new Environment.Types.Variable { Name = "B", Value = "command" } } };
        var image = new ImageConfiguration { Env = ["A=image", "B=image", "C=image=x", "odd"] };

        IEnumerable<KeyValuePair<string, string>> merged =
            RuntimeCommand.Environment([new("A", "agent"), new("B", "command"), new("D", "agent")], command, image);

        merged.Select(pair => $"{pair.Key}={pair.Value}").ShouldBe(["A=image", "B=command", "D=agent", "C=image=x"]);
    }

    private static void Check(bool shell, bool value, bool arguments, string image, string expected)
    {
        var command = new CommandInfo { Shell = shell };
        if (value)
            command.Value = "v";
        if (arguments)
            command.Arguments.AddRange(["x", "y"]);
        string[] halves = image.Contains(';') ? image.Split(';') : ["", image];
        var configuration = new ImageConfiguration { Entrypoint = Words(halves[0]), Cmd = Words(halves[1]) };
        if (expected.Length == 0)
        {
            Should.Throw<ContainerLaunchException>(() => RuntimeCommand.Of(command, configuration));
            return;
        }

        (string executable, IReadOnlyList<string> argv) = RuntimeCommand.Of(command, configuration);
        $"{executable}|{string.Join(' ', argv)}".ShouldBe(expected);
    }

    private static string[]? Words(string text) => text.Length == 0 ? null : text.Split(' ');
}
