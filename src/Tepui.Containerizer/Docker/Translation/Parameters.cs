using System;
using System.Collections.Generic;
using System.Linq;
using Mesos.V1;

namespace Tepui.Containerizer.Docker.Translation;

/// <summary>
/// <c>DockerInfo.parameters</c>: options of <c>docker run</c> by their long names, in its own notation
/// (https://docs.docker.com/reference/cli/docker/container/run/). What is not in these tables fails the launch by its name.
/// </summary>
internal static class Parameters
{
    /// <summary>Takes a value; returns what is wrong with it, or null.</summary>
    public delegate string? Setter(Translation translation, string value);

    private static readonly Dictionary<string, Setter> Known = Merge(
        ProcessParameters.Table, LimitParameters.Table, PrivilegeParameters.Table, NetworkParameters.Table, StorageParameters.Table);

    /// <summary>Options of <c>docker run</c> that Tepui does by itself, or that would take the container out of its hands.</summary>
    private static readonly Dictionary<string, string> Refused = new()
    {
        ["cpu-shares"] = "the task's cpus decide it",
        ["memory"] = "the task's mem decides it",
        ["cpus"] = "the task's cpus decide it; 'cpu-quota' sets a hard limit",
        ["name"] = "the agent names its containers",
        ["restart"] = "a task that ends has ended; let the framework start another",
        ["detach"] = "every container runs that way",
        ["interactive"] = "nobody types into a task",
        ["tty"] = "nobody types into a task",
        ["mount"] = "use container.volumes or the parameter 'volume'",
        ["env-file"] = "put the variables into command.environment",
        ["volumes-from"] = "use container.volumes",
    };

    /// <summary>All names that are understood.</summary>
    public static IEnumerable<string> Names => Known.Keys.Order(StringComparer.Ordinal);

    public static void Apply(IEnumerable<Parameter> parameters, Translation translation)
    {
        foreach (Parameter parameter in parameters)
        {
            // Tepui removes every container, later: what this option asks for is granted.
            if (parameter is { Key: "rm", Value: "true" or "" } or { Key: "restart", Value: "no" })
                continue;
            if (Known.TryGetValue(parameter.Key, out Setter? set))
            {
                if (set(translation, parameter.Value) is { } fault)
                    translation.Faults.Add($"the Docker parameter '{parameter.Key}' with the value '{parameter.Value}': {fault}");
            }
            else
            {
                string why = Refused.TryGetValue(parameter.Key, out string? reason) ? $": {reason}" : ": leave it out; docs/DOCKER.md lists those that are";
                translation.Faults.Add($"the Docker parameter '{parameter.Key}' is not supported{why}");
            }
        }
    }

    /// <summary>A table's entry for an option that may be given many times.</summary>
    public static Setter Append(Func<Translation, List<string>> list) => (translation, value) =>
    {
        list(translation).Add(value);
        return value.Length == 0 ? "it is empty" : null;
    };

    /// <summary>A table's entry for a text.</summary>
    public static Setter Text(Action<Translation, string> set) => (translation, value) =>
    {
        set(translation, value);
        return value.Length == 0 ? "it is empty" : null;
    };

    /// <summary>A table's entry for a whole number.</summary>
    public static Setter Number(Action<Translation, long> set) => (translation, value) =>
    {
        if (!long.TryParse(value, out long number))
            return "it is no whole number";
        set(translation, number);
        return null;
    };

    /// <summary>A table's entry for an amount of memory.</summary>
    public static Setter Bytes(Action<Translation, long> set) => (translation, value) =>
    {
        if (Quantities.Bytes(value) is not { } bytes)
            return "it is no amount of memory such as '64m' or '1g'";
        set(translation, bytes);
        return null;
    };

    /// <summary>A table's entry for a switch; no value means on, as on a command line.</summary>
    public static Setter Switch(Action<Translation, bool> set) => (translation, value) =>
    {
        if (value is not ("" or "true" or "false"))
            return "it is neither 'true' nor 'false'";
        set(translation, value != "false");
        return null;
    };

    /// <summary>A table's entry for NAME=VALUE.</summary>
    public static Setter Pair(Func<Translation, Dictionary<string, string>> pairs) => (translation, value) =>
    {
        int equals = value.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1)
            return "it is not NAME=VALUE";
        pairs(translation)[value[..equals]] = value[(equals + 1)..];
        return null;
    };

    private static Dictionary<string, Setter> Merge(params Dictionary<string, Setter>[] tables) =>
        tables.SelectMany(table => table).ToDictionary(entry => entry.Key, entry => entry.Value);
}
