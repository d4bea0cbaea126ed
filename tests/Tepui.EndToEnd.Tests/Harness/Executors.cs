using System;
using Mesos.V1;
using Tepui.Testing;

namespace Tepui.EndToEnd.Tests.Harness;

/// <summary>Executors that a framework brings along.</summary>
public static class Executors
{
    /// <summary>The examples: with the SDK in each encoding, and in plain shell and curl. The data of a task is a piece of shell.</summary>
    public static TheoryData<string> Examples => ["sdk", "sdk --json", "shell"];

    public static ExecutorInfo Example(string kind, string id)
    {
        switch (kind)
        {
            case "shell":
                return Program(id, Repository.At("examples/shell-executor.sh"));
            default:
                var executor = Program(id, Programs.SampleExecutor, kind["sdk".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries));
                executor.Command.Environment.Variables.Add(
                    new Mesos.V1.Environment.Types.Variable { Name = "DOTNET_ROOT", Value = Programs.DotnetRoot });
                return executor;
        }
    }

    public static ExecutorInfo Program(string id, string path, params string[] arguments) => Of(
        id, new CommandInfo { Shell = false, Value = path, Arguments = { (string[])[path, .. arguments] } });

    public static ExecutorInfo Shell(string id, string command) => Of(id, new CommandInfo { Value = command });

    private static ExecutorInfo Of(string id, CommandInfo command)
    {
        command.Environment = new Mesos.V1.Environment();
        return new ExecutorInfo
        {
            Type = ExecutorInfo.Types.Type.Custom,
            ExecutorId = new ExecutorID { Value = id },
            Name = id,
            Command = command,
            Resources = { ExecutorFramework.Scalar("cpus", 0.1), ExecutorFramework.Scalar("mem", 64) },
        };
    }
}
