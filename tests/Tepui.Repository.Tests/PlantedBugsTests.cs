using System.Linq;
using Tepui.Kernel.Master;

namespace Tepui.Repository.Tests;

/// <summary>The bugs that are planted to try out the simulation are in no build that is not asked for them.</summary>
public class PlantedBugsTests
{
    [Fact]
    public void A_normal_build_of_the_kernel_has_no_planted_bugs() =>
        typeof(MasterMachine).Assembly.GetTypes().Where(type => type.Name.Contains("Planted", System.StringComparison.Ordinal)).ShouldBeEmpty();
}
