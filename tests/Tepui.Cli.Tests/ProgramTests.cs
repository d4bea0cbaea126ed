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
        foreach (var command in All(Program.CreateRoot()))
        {
            var names = command.Options.Select(option => option.Name).ToList();

            // Of an option of truth values the library makes an argument of a word that is none.
            command.Options.Where(option => option is not (HelpOption or VersionOption)).ShouldNotContain(option => option.ValueType == typeof(bool));
            foreach (var name in command.Options.OfType<SwitchOption>().Where(option => !option.Hidden).Select(option => option.Name))
                names.ShouldContain($"--no-{name[2..]}");
        }
    }

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);
}
