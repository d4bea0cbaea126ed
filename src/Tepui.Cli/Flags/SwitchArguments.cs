using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;

namespace Tepui.Cli.Flags;

/// <summary>
/// Writes out the values of switches, for Mesos takes one only after a sign: <c>--shell</c> becomes <c>--shell=true</c> and
/// <c>--no-shell</c> becomes <c>--shell=false</c>, so that no word that follows is taken for the value.
/// </summary>
internal static class SwitchArguments
{
    public static IReadOnlyList<string> WithValues(Command root, IReadOnlyList<string> arguments)
    {
        var command = root;
        var at = 0;
        while (at < arguments.Count && command.Subcommands.FirstOrDefault(sub => sub.Name == arguments[at]) is { } named)
            (command, at) = (named, at + 1);
        var values = new Dictionary<string, string>();
        foreach (var option in command.Options.OfType<SwitchOption>().Where(option => !option.Hidden))
        {
            values.Add(option.Name, $"{option.Name}=true");
            values.Add($"--no-{option.Name[2..]}", $"{option.Name}=false");
        }

        var end = arguments.TakeWhile(argument => argument != "--").Count();
        return [.. arguments.Select((argument, index) => index < end ? values.GetValueOrDefault(argument, argument) : argument)];
    }
}
