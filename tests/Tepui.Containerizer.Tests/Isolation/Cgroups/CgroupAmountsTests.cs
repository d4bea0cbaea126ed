using FsCheck;
using FsCheck.Fluent;
using Tepui.Containerizer.Isolation.Cgroups;
using Tepui.Containerizer.Isolation.Cgroups.Text;
using Tepui.Containerizer.Isolation.Cgroups.Version1;

namespace Tepui.Containerizer.Tests.Isolation.Cgroups;

public sealed class CgroupAmountsTests
{
    private const long Mebibyte = 1024 * 1024;
    private static readonly Config Seeded = Config.QuickThrowOnFailure.WithReplay(20_261_121, 7);

    [Theory]
    [InlineData(1, false, 1024)]
    [InlineData(0.1, false, 102)]
    [InlineData(0, false, 2)]
    [InlineData(1, true, 10)]
    public void Shares_AreMesoss(double cpus, bool low, long shares) => CgroupAmounts.Shares(cpus, low).ShouldBe(shares);

    [Theory]
    [InlineData(1, false, 100)]
    [InlineData(0, false, 1)]
    [InlineData(128, false, 10_000)]
    [InlineData(2, true, 2)]
    public void Weight_StaysWithinWhatTheKernelTakes(double cpus, bool low, long weight) => CgroupAmounts.Weight(cpus, low).ShouldBe(weight);

    [Theory]
    [InlineData(0.5, null, false, null)]
    [InlineData(0.5, null, true, 50_000L)]
    [InlineData(0.5, 1.5, false, 150_000L)]
    [InlineData(0.001, null, true, 1_000L)]
    [InlineData(0.5, double.PositiveInfinity, true, -1L)]
    public void Quota_IsTheLimit_ElseTheRequestWhereTheFlagSaysSo(double cpus, double? limit, bool cfs, long? quota) =>
        CgroupAmounts.QuotaMicroseconds(new ContainerResources { Cpus = cpus, CpuLimit = limit }, cfs).ShouldBe(quota);

    [Theory]
    [InlineData(64, null, 64L)]
    [InlineData(1, null, 32L)]
    [InlineData(64, 128L, 128L)]
    [InlineData(64, long.MaxValue, null)]
    public void HardMemory_IsTheLimit_ElseTheRequest(long request, long? limit, long? hard) => CgroupAmounts.HardMemoryBytes(new ContainerResources
    {
        MemoryBytes = request * Mebibyte,
        MemoryLimitBytes = limit is long.MaxValue or null ? limit : limit * Mebibyte,
    }).ShouldBe(hard * Mebibyte);

    [Fact]
    public void OomScore_IsHighForWhoAskedForLittle_AndLeftAloneWithoutABurst()
    {
        CgroupAmounts.OomScoreAdjustment(new ContainerResources { MemoryBytes = 64 * Mebibyte }, 6400 * Mebibyte).ShouldBeNull();
        CgroupAmounts.OomScoreAdjustment(
            new ContainerResources { MemoryBytes = 64 * Mebibyte, MemoryLimitBytes = 65 * Mebibyte }, 6400 * Mebibyte).ShouldBe(990);
        CgroupAmounts.OomScoreAdjustment(
            new ContainerResources { MemoryBytes = 3200 * Mebibyte, MemoryLimitBytes = long.MaxValue }, 6400 * Mebibyte).ShouldBe(500);
    }

    [Theory]
    [InlineData(0, "0B")]
    [InlineData(33_554_432, "32MB")]
    [InlineData(33_554_433, "33554433B")]
    [InlineData(1_572_864, "1536KB")]
    public void ByteText_LosesNothing(ulong bytes, string text) => ByteText.Of(bytes).ShouldBe(text);

    [Fact]
    public void KeyedNumbers_OfWhatTheKernelWrites_ComeBack() => Prop.ForAll(
        ArbMap.Default.ArbFor<(NonNegativeInt, PositiveInt)[]>(),
        pairs =>
        {
            string text = "";
            foreach ((NonNegativeInt name, PositiveInt value) in pairs)
                text += $"name_{name.Get} {value.Get}\n";
            foreach ((NonNegativeInt name, PositiveInt _) in pairs)
                KeyedNumbers.Parse(text).ShouldContainKey($"name_{name.Get}");
        }).Check(Seeded);

    [Fact]
    public void Parsers_TakeAnyText() => Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
    {
        string any = text ?? "";
        _ = KeyedNumbers.Parse(any);
        _ = DeviceNumbers.ParseLines(any);
        _ = DeviceNumbers.ParsePairs(any);
        _ = CgroupMount.Parse(any, "/", _ => any);
        _ = Tepui.Containerizer.Isolation.Posix.ProcessStat.Parse(any);
    }).Check(Seeded);

    [Fact]
    public void NetClassHandles_AreGivenOnce_AndAgainWhenTheyAreBack()
    {
        var handles = new NetClassHandles(0x12, 1, 2);
        handles.Keep(0x120001);
        handles.Keep(0x990002);

        handles.Take().ShouldBe(0x120002u);
        handles.Take().ShouldBeNull();
        handles.Return(0x120001);
        handles.Take().ShouldBe(0x120001u);
    }
}
