using System.Collections.Generic;
using System.CommandLine;
using Tepui.Cli.Flags;

namespace Tepui.Cli.Tests.Flags;

public class UsageErrorsTests
{
    private static readonly Command Root = new("tepui")
    {
        new Command("master") { new Option<string>("--port") },
        new Command("agent"),
    };

    [Fact]
    public void Of_a_misspelt_command_tells_the_near_one_and_all() =>
        Faults("mastr", "--port=1").ShouldBe(["there is no command 'mastr' here; is master meant?", "name a command: master, agent"]);

    [Fact]
    public void Of_no_command_tells_which_there_are() => Faults().ShouldBe(["name a command: master, agent"]);

    [Fact]
    public void Of_unknown_flags_tells_each_without_its_value() =>
        Faults("master", "--prot=secret", "--bogus", "extra")
            .ShouldBe(["there is no flag '--prot' here; is --port meant?", "there is no flag '--bogus' here", "there is no argument 'extra' here"]);

    private static IEnumerable<string> Faults(params string[] arguments) => UsageErrors.Of(Root.Parse(arguments), UsageErrors.IsOfNoOption);
}
