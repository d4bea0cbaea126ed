using System;
using System.Collections.Generic;
using System.Linq;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Kernel.Resources;
using Environment = Mesos.V1.Environment;

namespace Tepui.Kernel.Tasks;

/// <summary>
/// Whether two ExecutorInfos mean the same executor (src/common/type_utils.cpp): the order of URIs, variables and resources
/// does not matter, nor do labels, the grace period, and whether a URI is cached.
/// </summary>
public static class ExecutorComparison
{
    /// <summary>The fields in which they differ; empty when they are one executor's. Their resources must be valid.</summary>
    public static IReadOnlyList<string> Differences(ExecutorInfo left, ExecutorInfo right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var differences = default(FaultList);
        differences.AddWhen(left.HasType != right.HasType || left.Type != right.Type, "'type'");
        differences.AddWhen(left.Data != right.Data, "'data'");
        differences.AddWhen(!SameResources(left, right), "'resources'");
        differences.AddWhen(!Same(left.Command ?? new CommandInfo(), right.Command ?? new CommandInfo()), "'command'");
        differences.AddWhen(left.FrameworkId?.Value != right.FrameworkId?.Value, "'framework_id'");
        differences.AddWhen(left.Name != right.Name, "'name'");
        differences.AddWhen(left.Source != right.Source, "'source'");
        differences.AddWhen(!Same(left.Container, right.Container), "'container'");
        differences.AddWhen(!Same(left.Discovery, right.Discovery), "'discovery'");
        return differences.All;
    }

    private static bool SameResources(ExecutorInfo left, ExecutorInfo right) =>
        left.Resources.Equals(right.Resources) ||
        (ResourceValidation.Validate(left.Resources).Count == 0 && ResourceValidation.Validate(right.Resources).Count == 0 &&
            ResourceSet.From(left.Resources).Equals(ResourceSet.From(right.Resources)));

    private static bool Same(CommandInfo left, CommandInfo right) =>
        left.Value == right.Value && left.User == right.User && left.Shell == right.Shell &&
        left.Arguments.Equals(right.Arguments) &&
        left.Uris.Count == right.Uris.Count && left.Uris.All(uri => right.Uris.Any(other => Same(uri, other))) &&
        Same(left.Environment, right.Environment);

    private static bool Same(CommandInfo.Types.URI left, CommandInfo.Types.URI right) =>
        left.Value == right.Value && left.Executable == right.Executable && left.Extract == right.Extract &&
        left.OutputFile == right.OutputFile;

    private static bool Same(Environment? left, Environment? right) =>
        (left?.Variables.Count ?? 0) == (right?.Variables.Count ?? 0) &&
        (left is null || left.Variables.All(variable => right!.Variables.Contains(variable)));

    /// <summary>A message that says nothing is as good as none.</summary>
    private static bool Same<T>(T? left, T? right)
        where T : class, IMessage<T>, new() => (left ?? new T()).Equals(right ?? new T());
}
