using System;
using System.IO;
using System.Linq;
using Tepui.Containerizer.Isolation.Cgroups;
using Tepui.Containerizer.Isolation.Cgroups.Performance;

namespace Tepui.Containerizer.Tests.Isolation.Cgroups.Performance;

/// <summary>Where events are counted, by what is mounted.</summary>
public sealed class PerfEventHierarchyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tepui-hierarchies-").FullName;

    /// <param name="kernel">The number of the kernel's hierarchy of version 1, and whether the controller is enabled.</param>
    [Theory]
    [InlineData("mine unified", "7 1", true, "mine")]
    [InlineData("mine", "7 1", false, "mine")]
    [InlineData("unified", "0 1", true, "unified")]
    [InlineData("other unified", "0 1", true, "unified")]
    [InlineData("other unified", "0 1", false, null)]
    [InlineData("other unified", "7 1", true, "perf_event")]
    [InlineData("other", "0 1", true, "perf_event")]
    [InlineData("other", "0 1", false, null)]
    [InlineData("other", "0 0", true, null)]
    [InlineData("unified", "", true, null)]
    [InlineData("root", "7 1", true, null)]
    public void Find_TakesWhatIsMounted_OrWhatCanBe(string mounted, string kernel, bool isNamed, string? found)
    {
        string controllers = Path.Combine(_folder, "cgroups");
        File.WriteAllText(controllers, kernel.Length == 0 ? "cpu\t1\t3\t1\n" : $"cpu\t1\t3\t1\nperf_event\t{kernel[0]}\t3\t{kernel[2]}\n");
        var options = new CgroupOptions { Hierarchy = _folder, ControllersPath = controllers };

        CgroupMount? place = PerfEventHierarchy.Find([.. mounted.Split(' ').Select(Mount)], options, isNamed);

        place?.Directory.ShouldBe(Path.Combine(_folder, found ?? "nothing"));
        (place is null).ShouldBe(found is null);
    }

    /// <summary>Where it is named by cgroups/all alone, events are what it is for.</summary>
    [Fact]
    public void Find_ForAll_MakesNothingWithoutEvents()
    {
        var options = new CgroupOptions { Hierarchy = _folder };

        PerfEventHierarchy.Find([Mount("other")], options with { ControllersPath = Path.Combine(_folder, "missing") }, isNamed: true).ShouldBeNull();
        string controllers = Path.Combine(_folder, "cgroups");
        File.WriteAllText(controllers, "perf_event\t0\t3\t1\n");
        options = options with { ControllersPath = controllers, Perf = new PerfOptions { Events = PerfEvents.All } };

        PerfEventHierarchy.Find([Mount("unified")], options, isNamed: false).ShouldNotBeNull().IsUnified.ShouldBeTrue();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private CgroupMount Mount(string name) => name switch
    {
        "unified" => new CgroupMount(Path.Combine(_folder, name), true, ["cpu"]),
        "root" => new CgroupMount(_folder, true, []),
        "mine" => new CgroupMount(Path.Combine(_folder, name), false, ["perf_event"]),
        _ => new CgroupMount(Path.Combine(_folder, name), false, ["cpu"]),
    };
}
