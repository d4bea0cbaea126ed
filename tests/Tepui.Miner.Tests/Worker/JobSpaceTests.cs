using System.Linq;
using Tepui.Miner.Bitcoin;
using Tepui.Miner.Worker;

namespace Tepui.Miner.Tests.Worker;

public class JobSpaceTests
{
    [Fact]
    public void Find_OfTheFirstNumbers_RollsTheNonceAndThenTheExtranonce()
    {
        var space = new JobSpace(4);
        space.Find(0).ShouldBe(new JobRange(0, 0, 0, 0));
        space.Find(1).ShouldBe(new JobRange(0, 0, 0, 0x0100_0000));
        space.Find(255).ShouldBe(new JobRange(0, 0, 0, 0xff00_0000));
        space.Find(256).ShouldBe(new JobRange(1, 0, 0, 0));
    }

    [Fact]
    public void Find_PastTheLastExtranonce_RollsTheTimeUpToABound()
    {
        var space = new JobSpace(1);
        space.Find((256 * 256) - 1).ShouldBe(new JobRange(255, 0, 0, 0xff00_0000));
        space.Find(256 * 256).ShouldBe(new JobRange(0, 0, 1, 0));
        space.Find((601 * 256 * 256) - 1).ShouldBe(new JobRange(255, 0, 600, 0xff00_0000));
        space.Find(601 * 256 * 256).ShouldBeNull();
    }

    [Fact]
    public void Find_WithVersions_RollsThemFirst()
    {
        var space = new JobSpace(4, 0x00006000);
        space.Find(0).ShouldBe(new JobRange(0, 0, 0, 0));
        space.Find(3).ShouldBe(new JobRange(0, 3, 0, 0));
        space.Find(4).ShouldBe(new JobRange(0, 0, 0, 0x0100_0000));
        space.Find(1023).ShouldBe(new JobRange(0, 3, 0, 0xff00_0000));
        space.Find(1024).ShouldBe(new JobRange(1, 0, 0, 0));
    }

    [Fact]
    public void Find_WithoutAnyExtranonce_HasOneHeaderASecond()
    {
        var space = new JobSpace(0);
        space.Find(256).ShouldBe(new JobRange(0, 0, 1, 0));
        space.Extranonce2(0).ShouldBeEmpty();
    }

    [Fact]
    public void Find_WithLongExtranonces_NeverRollsTheTime()
    {
        new JobSpace(8).Find(ulong.MaxValue).ShouldBe(new JobRange(ulong.MaxValue / 256, 0, 0, 0xff00_0000));
        new JobSpace(12).Find(ulong.MaxValue).ShouldBe(new JobRange(ulong.MaxValue / 256, 0, 0, 0xff00_0000));
    }

    [Theory]
    [InlineData(1, 0x12ul, "12")]
    [InlineData(4, 0x1234ul, "00001234")]
    [InlineData(8, 0x1234ul, "0000000000001234")]
    [InlineData(10, 0x1234ul, "00000000000000001234")]
    public void Extranonce2_OfAHeader_HasExactlyTheSizeAskedFor(int size, ulong header, string hex) =>
        Hex.Encode(new JobSpace(size).Extranonce2(header)).ShouldBe(hex);

    [Fact]
    public void Extranonce2_OfAllHeadersOfOneByte_AreAllDifferent() =>
        Enumerable.Range(0, 256).Select(header => Hex.Encode(new JobSpace(1).Extranonce2((ulong)header))).Distinct().Count().ShouldBe(256);
}
