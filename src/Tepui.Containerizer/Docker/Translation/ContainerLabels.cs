using System;
using System.Collections.Generic;
using System.Globalization;

namespace Tepui.Containerizer.Docker.Translation;

/// <summary>What the agent writes on its containers, so that it finds its own among others' and goes on with them after a restart.</summary>
internal static class ContainerLabels
{
    public const string Prefix = "tepui.";

    private const string Runtime = Prefix + "runtime";
    private const string Container = Prefix + "container";
    private const string Sandbox = Prefix + "sandbox";
    private const string Stdout = Prefix + "stdout";
    private const string Stderr = Prefix + "stderr";

    public static bool IsReserved(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The filter for the containers of one agent.</summary>
    public static string Filter(string runtimeDirectory) => $"{Runtime}={runtimeDirectory}";

    /// <param name="stdout">Bytes that stood in the sandbox's file before the container.</param>
    /// <param name="stderr">The same of the other file.</param>
    public static void Write(
        Dictionary<string, string> labels, string runtimeDirectory, string id, string sandbox, long stdout, long stderr)
    {
        labels[Runtime] = runtimeDirectory;
        labels[Container] = id;
        labels[Sandbox] = sandbox;
        labels[Stdout] = stdout.ToString(CultureInfo.InvariantCulture);
        labels[Stderr] = stderr.ToString(CultureInfo.InvariantCulture);
    }

    public static string? IdIn(Dictionary<string, string>? labels) => labels?.GetValueOrDefault(Container);

    public static string? SandboxIn(Dictionary<string, string>? labels) => labels?.GetValueOrDefault(Sandbox);

    public static (long Stdout, long Stderr) OffsetsIn(Dictionary<string, string>? labels)
    {
        static long Read(string? text) => long.TryParse(text, CultureInfo.InvariantCulture, out long number) ? number : 0;
        return (Read(labels?.GetValueOrDefault(Stdout)), Read(labels?.GetValueOrDefault(Stderr)));
    }
}
