using System;
using System.Collections.Generic;
using Tepui.Containerizer.Docker.Engine;

namespace Tepui.Containerizer.Docker.Translation;

/// <summary>Options about the process itself, and about how its end and its output are treated.</summary>
internal static class ProcessParameters
{
    public static Dictionary<string, Parameters.Setter> Table { get; } = new()
    {
        ["entrypoint"] = Parameters.Text((translation, value) =>
        {
            // What the command is given already stands before the arguments, as with `docker run --entrypoint X -- ARGUMENTS`.
            translation.Body.Entrypoint = [value];
        }),
        ["env"] = SetVariable,
        ["init"] = Parameters.Switch((translation, value) => translation.Host.Init = value),
        ["ipc"] = Parameters.Text((translation, value) => translation.Host.IpcMode = value),
        ["label"] = AddLabel,
        ["log-driver"] = Parameters.Text((translation, value) => LogOf(translation).Type = value),
        ["log-opt"] = Parameters.Pair(translation => LogOf(translation).Config ??= []),
        ["pid"] = Parameters.Text((translation, value) => translation.Host.PidMode = value),
        ["stop-signal"] = Parameters.Text((translation, value) => translation.Body.StopSignal = value),
        ["stop-timeout"] = Parameters.Number((translation, value) => translation.Body.StopTimeout = value),
        ["user"] = Parameters.Text((translation, value) => translation.Body.User = value),
        ["uts"] = Parameters.Text((translation, value) => translation.Host.UtsMode = value),
        ["workdir"] = Parameters.Text((translation, value) => translation.Body.WorkingDir = value),
    };

    private static LogConfig LogOf(Translation translation) => translation.Host.LogConfig ??= new LogConfig();

    private static string? SetVariable(Translation translation, string value)
    {
        int equals = value.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1)
            return "it is not NAME=VALUE, and a container inherits nothing of the agent's environment";
        translation.Body.Env.RemoveAll(variable => variable.StartsWith(value[..(equals + 1)], StringComparison.Ordinal));
        translation.Body.Env.Add(value);
        return null;
    }

    private static string? AddLabel(Translation translation, string value)
    {
        int equals = value.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? value : value[..equals];
        if (name.Length == 0)
            return "it has no name";
        if (ContainerLabels.IsReserved(name))
            return $"names that begin with '{ContainerLabels.Prefix}' are the agent's own";
        translation.Body.Labels[name] = equals < 0 ? "" : value[(equals + 1)..];
        return null;
    }
}
