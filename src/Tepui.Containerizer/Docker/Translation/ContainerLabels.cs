using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Tepui.Containerizer.Docker.Output;

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

    public static void Write(Dictionary<string, string> labels, string runtimeDirectory, string id, string sandbox, OutputPlan output)
    {
        labels[Runtime] = runtimeDirectory;
        labels[Container] = id;
        labels[Sandbox] = sandbox;
        labels[Stdout] = Text(output.Stdout);
        labels[Stderr] = Text(output.Stderr);
    }

    public static string? IdIn(Dictionary<string, string>? labels) => labels?.GetValueOrDefault(Container);

    public static string? SandboxIn(Dictionary<string, string>? labels) => labels?.GetValueOrDefault(Sandbox);

    public static OutputPlan OutputIn(Dictionary<string, string>? labels) =>
        new(Read(labels?.GetValueOrDefault(Stdout)), Read(labels?.GetValueOrDefault(Stderr)));

    /// <summary>The bytes before the container's own; and, where it is kept small, the bytes of a file and how many older ones.</summary>
    private static string Text(OutputFilePlan file) => file.Limit is { } limit
        ? string.Create(CultureInfo.InvariantCulture, $"{file.Before} {limit.Bytes} {limit.Kept}")
        : file.Before.ToString(CultureInfo.InvariantCulture);

    private static OutputFilePlan Read(string? text)
    {
        long[] numbers = [.. (text ?? "").Split(' ').Select(static part => long.TryParse(part, CultureInfo.InvariantCulture, out long number) ? number : 0)];
        return new OutputFilePlan(numbers[0], numbers is [_, > 0, _] ? new LogLimit(numbers[1], (int)numbers[2]) : null);
    }
}
