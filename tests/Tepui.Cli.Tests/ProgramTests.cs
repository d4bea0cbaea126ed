using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Help;
using System.Linq;
using Tepui.Cli.Flags;

namespace Tepui.Cli.Tests;

public class ProgramTests
{
    [Fact]
    public void Every_flag_that_is_on_or_off_judges_the_word_it_is_given()
    {
        var options = All(Program.CreateRoot()).SelectMany(command => command.Options).Where(option => option is not HelpOption).ToList();

        options.ShouldNotContain(option => option.ValueType == typeof(bool) && !(option is VersionOption));
        options.OfType<SwitchOption>().Select(option => option.Name).Where(name => !name.StartsWith("--no-")).Order()
            .ShouldBe(["--root_submissions", "--shell", "--strict", "--switch_user"]);
    }

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);
}
