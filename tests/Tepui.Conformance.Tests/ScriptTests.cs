using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Tepui.Conformance.Tests.Language;
using Tepui.Conformance.Tests.Running;
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
