using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Tests.Resources;

public class ResourceTextTests
{
    [Theory]
    [InlineData("cpus:4;mem:1024", "cpus:4;mem:1024")]
    [InlineData(" cpus : 4 ; mem:1 024", "cpus:4;mem:1024")]
    [InlineData("cpus:4;cpus:0.5", "cpus:4.5")]
    [InlineData("cpus(ads):8;cpus:1", "cpus(ads):8;cpus:1")]
    [InlineData("cpus(*):8", "cpus:8")]
    [InlineData("ports:[21000-24000, 30000-34000];disks:{sda1}", "ports:[21000-24000,30000-34000];disks:{sda1}")]
    [InlineData("ports:[1-5,4-9,10-10]", "ports:[1-10]")]
    [InlineData("cpus:1e1;gpus:0;mem:0x10", "cpus:10;mem:16")]
    [InlineData("", "")]
    public void Parse_TextForm_IsReadAsMesosReadsIt(string flag, string expected) =>
        Generators.Parse(flag).ToFlagText().ShouldBe(expected);

    [Theory]
    [InlineData("cpus", "Bad value for resources, missing or extra ':' in cpus")]
    [InlineData("cpus:1:2", "Bad value for resources, missing or extra ':' in cpus:1:2")]
    [InlineData("cpus(ads:1", "Bad value for resources, mismatched parentheses in cpus(ads:1")]
    [InlineData("cpus:-1", "Bad type for resource cpus value -1 type TEXT")]
    [InlineData("cpus:nan", "Bad type for resource cpus value nan type TEXT")]
    [InlineData("cpus:many", "Bad type for resource cpus value many type TEXT")]
    [InlineData("ports:[1-2", "Failed to parse resource ports value [1-2 error Mismatched brackets")]
    [InlineData("ports:[1-2,3]", "Failed to parse resource ports value [1-2,3] error Expecting one or more \"ranges\"")]
    [InlineData("ports:[1-a]", "Failed to parse resource ports value [1-a] error Expecting non-negative integers in '1-a'")]
    [InlineData("ports:[9-1]", "Failed to parse resource ports value [9-1] error begin > end in '9-1'")]
    [InlineData("disks:a{b}", "Failed to parse resource disks value a{b} error Unexpected '{' found")]
    [InlineData("cpus(a b):1", "Resource 'cpus:1' is invalid: Role component 'a b' is invalid because it contains backspace or whitespace")]
    [InlineData("cpus:1;cpus:[1-2]", "Resources with the same name ('cpus') but different types are not allowed")]
    [InlineData("[{]", "Some JSON resources were not formatted properly: line 1, byte 3 is not what JSON has there")]
    public void Parse_BadText_NamesTheFault(string flag, string fault) => Faults(flag).ShouldBe([fault]);

    [Fact]
    public void Parse_SeveralFaults_NamesThemAll() => Faults("cpus;mem:x;ports:[1-2]").ShouldBe(
    [
        "Bad value for resources, missing or extra ':' in cpus",
        "Bad type for resource mem value x type TEXT",
    ]);

    [Fact]
    public void Parse_JsonForm_IsReadInBothReservationFormats()
    {
        const string Json = """
            [
              {"name": "cpus", "type": "SCALAR", "scalar": {"value": 4}},
              {"name": "cpus", "type": "SCALAR", "scalar": {"value": 2}, "role": "ads"},
              {"name": "mem", "type": "SCALAR", "scalar": {"value": 64}, "reservations": [{"type": "STATIC", "role": "web"}]},
              {"name": "ports", "type": "RANGES", "ranges": {"range": [{"begin": 1, "end": 5}]}}
            ]
            """;

        Generators.Parse(Json).ToFlagText().ShouldBe("cpus:4;cpus(ads):2;mem(web):64;ports:[1-5]");
    }

    [Fact]
    public void Parse_DefaultRole_IsForThoseThatNameNone()
    {
        var faults = new List<string>();

        ResourceText.Parse("cpus:4;mem(*):5", faults, "ads")!.ToFlagText().ShouldBe("cpus(ads):4;mem:5");
        ResourceText.Parse("""[{"name": "cpus", "type": "SCALAR", "scalar": {"value": 4}}]""", faults, "ads")!.ToFlagText()
            .ShouldBe("cpus(ads):4");
        faults.ShouldBeEmpty();
    }

    [Fact]
    public void Parse_JsonWithWhatOnlyAClusterBringsAbout_IsRefused()
    {
        const string Json = """
            [
              {"name": "cpus", "type": "SCALAR", "scalar": {"value": 4}, "revocable": {}},
              {"name": "cpus", "type": "SCALAR", "scalar": {"value": 2}, "role": "ads", "reservation": {}},
              {"name": "disk", "type": "SCALAR", "scalar": {"value": 2}, "disk": {"persistence": {"id": "v"},
               "volume": {"container_path": "v", "mode": "RW"}}}
            ]
            """;

        Faults(Json).Select(fault => fault.Split(' ')[0]).ShouldBe(["Persistent", "Revocable", "Dynamic"]);
    }

    [Fact]
    public void Parse_WhatToFlagTextWrote_IsTheSame() =>
        Prop.ForAll(Generators.Set.ToArbitrary(), set =>
        {
            var plain = set.Filter(entry => !entry.Key.IsRevocable);
            Generators.Parse(plain.ToFlagText()).ShouldBe(plain);
        }).Check(Generators.Config);

    private static List<string> Faults(string flag)
    {
        var faults = new List<string>();
        ResourceText.Parse(flag, faults).ShouldBeNull();
        return faults;
    }
}
