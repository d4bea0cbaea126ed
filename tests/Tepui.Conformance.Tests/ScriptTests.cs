using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Mesos.V1.Scheduler;
using Tepui.Conformance.Tests.Language;
using Tepui.Conformance.Tests.Running;
using Tepui.Kernel;
using Tepui.Protocol.Codecs;
using Tepui.Testing;

namespace Tepui.Conformance.Tests;

/// <summary>Every conversation of Scripts, with a real master and in both encodings.</summary>
public sealed class ScriptTests
{
    private const string Folder = "tests/Tepui.Conformance.Tests/Scripts";

    public static TheoryData<string, MessageEncoding> Scripts
    {
        get
        {
            var cases = new TheoryData<string, MessageEncoding>();
            foreach (string file in Repository.Files(Folder, "*.txt").Select(path => Path.GetRelativePath(Repository.At(Folder), path)))
            {
                cases.Add(file, MessageEncoding.Json);
                cases.Add(file, MessageEncoding.Protobuf);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public Task Script(string file, MessageEncoding encoding) => ScriptRunner.RunAsync(Repository.At(Folder, file), encoding);

    [Fact]
    public void EveryCallAndEvent_IsInAScript()
    {
        // This comes with operations; the calls that go with it are shown to be refused.
        Event.Types.Type[] later =
            [Event.Types.Type.UpdateOperationStatus];
        string scripts = string.Concat(Repository.Files(Folder, "*.txt").Select(File.ReadAllText));

        IEnumerable<string> calls = Enum.GetValues<Call.Types.Type>().Select(type => $" > {{type: {WireNames.Of(type)}");
        IEnumerable<string> events = Enum.GetValues<Event.Types.Type>()
            .Except([Event.Types.Type.Unknown, .. later])
            .Select(type => $" < {{type: {WireNames.Of(type)}");

        calls.Concat(events).Where(text => !scripts.Contains(text, StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void EveryExecutorCallAndEvent_IsInAScript()
    {
        // ERROR is of Mesos's protocol, but none of its agents sends it; LAUNCH_GROUP comes with task groups, which are refused.
        Mesos.V1.Executor.Event.Types.Type[] never = [Mesos.V1.Executor.Event.Types.Type.Error, Mesos.V1.Executor.Event.Types.Type.LaunchGroup];
        string scripts = string.Concat(Repository.Files(Folder + "/Executors", "*.txt").Select(File.ReadAllText));

        IEnumerable<string> calls = Enum.GetValues<Mesos.V1.Executor.Call.Types.Type>().Select(type => $"e > {{type: {WireNames.Of(type)}");
        IEnumerable<string> events = Enum.GetValues<Mesos.V1.Executor.Event.Types.Type>()
            .Except([Mesos.V1.Executor.Event.Types.Type.Unknown, .. never])
            .Select(type => $"e < {{type: {WireNames.Of(type)}");

        calls.Concat(events).Where(text => !scripts.Contains(text, StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{state: TASK_RUNNING}", "{\"state\":\"TASK_RUNNING\",\"more\":1}", null)]
    [InlineData("{n: 1}", "{\"n\":1.0}", null)]
    [InlineData("{n: null}", "{\"n\":1}", "n: expected nothing, got 1")]
    [InlineData("{n: *}", "{}", "n: expected anything, got null")]
    [InlineData("{n: [1, *]}", "{\"n\":[1]}", "n: expected 2 elements, got [1]")]
    [InlineData("{a: $x, b: $x}", "{\"a\":\"1\",\"b\":\"2\"}", "b: expected $x = \"1\", got \"2\"")]
    [InlineData("{m: \"Task ... is bad\"}", "{\"m\":\"Task t1 is bad\"}", null)]
    [InlineData(
        "{resources: \"mem:64;cpus:1\"}",
        "{\"resources\":[{\"name\":\"cpus\",\"scalar\":{\"value\":1}}]}",
        "resources: expected cpus:1;mem:64, got \"cpus:1\"")]
    public void Pattern_SaysWhatDiffers(string pattern, string actual, string? fault) =>
        new Pattern(new Bindings()).Compare(ScriptValue.Parse(pattern), JsonNode.Parse(actual)).ShouldBe(fault is null ? [] : [fault]);
}
