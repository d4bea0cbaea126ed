using Mesos.V1;
using Tepui.Master.Hosting;
using Tepui.Master.Options;

namespace Tepui.Master.Tests.Hosting;

public class MasterConfigurationTests
{
    private static readonly MasterInfo Info = new() { Id = "m", Ip = 0, Port = 5050 };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void From_HasWhatTheFlagSaysOfGpus(bool filters) =>
        MasterConfiguration.From(new MasterOptions { FilterGpuResources = filters }, Info).Allocator.FilterGpuResources.ShouldBe(filters);
}
