using System.Collections.Generic;
using System.IO;
using Tepui.Runtime.Flags;

namespace Tepui.Runtime.Tests.Flags;

public sealed class FlagFileTests
{
    [Fact]
    public void Read_OfAFilesName_GivesItsContent_WithoutTheLastLineEnd()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, " cpus:1;\nmem:64\n");
            var faults = new List<string>();

            FlagFile.Read("resources", "file://" + path, faults).ShouldBe(" cpus:1;\nmem:64");
            FlagFile.ReadPath("resources", path, faults).ShouldBe(" cpus:1;\nmem:64");
            FlagFile.Read("work_dir", path, faults).ShouldBe(path);
            faults.ShouldBeEmpty();
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Read_OfAFileThatIsNotThere_NamesTheFlagAndTheFile()
    {
        var faults = new List<string>();

        FlagFile.Read("resources", "file:///no/such/file", faults).ShouldBeNull();
        FlagFile.ReadPath("attributes", "/no/such/file", faults).ShouldBeNull();

        faults.Count.ShouldBe(2);
        faults[0].ShouldStartWith("--resources: file:///no/such/file: ");
        faults[1].ShouldStartWith("--attributes: file:///no/such/file: ");
    }

    [Fact]
    public void ReadPath_OfNothing_IsNothing() => FlagFile.ReadPath("attributes", null, []).ShouldBeNull();
}
