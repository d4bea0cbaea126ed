using System;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Kernel.Tasks;
using Tepui.Kernel.Tests.Master;
using Variable = Mesos.V1.Environment.Types.Variable;

namespace Tepui.Kernel.Tests.Tasks;

public class ExecutorComparisonTests
{
    public static TheoryData<string, Action<ExecutorInfo>> Same => new()
    {
        { "labels", static executor => executor.Labels = new Labels { Labels_ = { new Label { Key = "a" } } } },
        { "grace period", static executor => executor.ShutdownGracePeriod = new DurationInfo { Nanoseconds = 1 } },
        { "cache of a URI", static executor => executor.Command.Uris[0].Cache = true },
        { "order of URIs", static executor => Swap(executor.Command.Uris) },
        { "order of variables", static executor => Swap(executor.Command.Environment.Variables) },
        { "order of resources", static executor => Swap(executor.Resources) },
        { "empty data", static executor => executor.Data = ByteString.Empty },
        { "empty container", static executor => executor.Container = new ContainerInfo() },
    };

    public static TheoryData<string, Action<ExecutorInfo>> Different => new()
    {
        { "type", static executor => executor.Type = ExecutorInfo.Types.Type.Custom },
        { "data", static executor => executor.Data = ByteString.CopyFromUtf8("x") },
        { "resources", static executor => executor.Resources.RemoveAt(0) },
        { "command", static executor => executor.Command.Shell = false },
        { "command", static executor => executor.Command.Uris[0].Extract = false },
        { "command", static executor => executor.Command.Environment.Variables[0].Value = "x" },
        { "command", static executor => executor.Command.Arguments.Add("x") },
        { "name", static executor => executor.Name = "x" },
        { "source", static executor => executor.Source = "x" },
        { "container", static executor => executor.Container = new ContainerInfo { Hostname = "x" } },
    };

    [Theory]
    [MemberData(nameof(Same))]
    public void Differences_OfWhatDoesNotMatter_AreNone(string what, Action<ExecutorInfo> change)
    {
        var changed = Make();
        change(changed);
        ExecutorComparison.Differences(Make(), changed).ShouldBeEmpty(what);
    }

    [Theory]
    [MemberData(nameof(Different))]
    public void Differences_NameTheField(string field, Action<ExecutorInfo> change)
    {
        var changed = Make();
        change(changed);
        ExecutorComparison.Differences(Make(), changed).ShouldBe([$"'{field}'"]);
    }

    private static void Swap<T>(System.Collections.Generic.IList<T> list) => (list[0], list[1]) = (list[1], list[0]);

    private static ExecutorInfo Make()
    {
        var executor = new ExecutorInfo
        {
            ExecutorId = new ExecutorID { Value = "e" },
            Command = new CommandInfo
            {
                Value = "x",
                Uris = { new CommandInfo.Types.URI { Value = "http://a" }, new CommandInfo.Types.URI { Value = "http://b" } },
                Environment = new() { Variables = { new Variable { Name = "A", Value = "1" }, new Variable { Name = "B", Value = "2" } } },
            },
        };
        executor.Resources.AddRange(TaskInfos.Resources("cpus:1;mem:2"));
        return executor;
    }
}
