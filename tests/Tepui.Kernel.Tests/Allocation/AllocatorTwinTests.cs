namespace Tepui.Kernel.Tests.Allocation;

/// <summary>The allocator beside its naive twin through random events.</summary>
public class AllocatorTwinTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Allocate_ThroughRandomEvents_GrantsWhatTheTwinGrants(int seed) =>
        new AllocatorStory(seed, withQuotas: false).Run(400);

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(16)]
    public void Allocate_ThroughRandomEventsWithQuotas_GrantsWhatTheTwinGrants(int seed) =>
        new AllocatorStory(seed, withQuotas: true).Run(400);
}
