using System;
using System.Collections.Generic;
using Mesos.V1;
using Tepui.Containerizer.Images.References;

namespace Tepui.Containerizer.Images.Configuration;

/// <summary>What is executed when an image and a CommandInfo both have a say (the table in docs/isolators/docker-runtime.md).</summary>
internal static class RuntimeCommand
{
    private const string Shell = "/bin/sh";

    /// <returns>What is executed, and the whole argv, the zeroth included.</returns>
    /// <exception cref="ContainerLaunchException">Neither says anything.</exception>
    public static (string Executable, IReadOnlyList<string> Argv) Of(CommandInfo command, ImageConfiguration image)
    {
        if (command.Shell)
        {
            return command.HasValue
                ? (Shell, ["sh", "-c", command.Value])
                : throw new ContainerLaunchException("The shell command is missing: set CommandInfo.value, or CommandInfo.shell to false");
        }

        if (command.HasValue)
            return (command.Value, command.Arguments.Count == 0 ? [command.Value] : [.. command.Arguments]);
        IReadOnlyList<string> first = image.Entrypoint ?? [];
        IReadOnlyList<string> rest = image.Cmd ?? [];
        if (first.Count == 0)
        {
            if (rest.Count == 0)
                throw new ContainerLaunchException("No executable is found: the image has neither an entry point nor a command, so set CommandInfo.value");
            (first, rest) = ([rest[0]], [.. System.Linq.Enumerable.Skip(rest, 1)]);
        }

        return (first[0], [.. first, .. command.Arguments.Count > 0 ? command.Arguments : rest]);
    }

    /// <summary>The image's variables stand over the agent's, and the command's own over both.</summary>
    public static List<KeyValuePair<string, string>> Environment(
        IEnumerable<KeyValuePair<string, string>> given, CommandInfo? command, ImageConfiguration image)
    {
        var asked = new HashSet<string>(StringComparer.Ordinal);
        foreach (Mesos.V1.Environment.Types.Variable variable in command?.Environment?.Variables ?? [])
            _ = asked.Add(variable.Name);
        var merged = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string value) in given)
            merged[name] = value;
        foreach (string variable in image.Env ?? [])
        {
            int equals = variable.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && !asked.Contains(variable[..equals]))
                merged[variable[..equals]] = variable[(equals + 1)..];
        }

        return [.. merged];
    }
}
