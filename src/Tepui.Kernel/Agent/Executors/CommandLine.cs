using System.Collections.Generic;
using Mesos.V1;

namespace Tepui.Kernel.Agent.Executors;

/// <summary>
/// What a CommandInfo starts (docs/executor-http-api.md and mesos.proto): with <c>shell</c> the value is a script for
/// <c>/bin/sh -c</c>; without, the value is the executable and the arguments are its whole argv, the zeroth included.
/// </summary>
internal static class CommandLine
{
    private const string Shell = "/bin/sh";

    public static string Executable(CommandInfo command) => command.Shell ? Shell : command.Value;

    /// <summary>An executable without any arguments gets its own name as the zeroth; programs rely on having one.</summary>
    public static IReadOnlyList<string> Argv(CommandInfo command)
    {
        if (command.Shell)
        {
            return ["sh", "-c", command.Value];
        }

        return command.Arguments.Count == 0 ? [command.Value] : [.. command.Arguments];
    }
}
