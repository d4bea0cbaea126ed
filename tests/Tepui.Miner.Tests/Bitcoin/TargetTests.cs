using System;
using System.Linq;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Tepui.Miner.Bitcoin;

namespace Tepui.Miner.Tests.Bitcoin;

public class TargetTests
{
    [Theory]
    [InlineData(0x1d00ffffu, "00000000ffff0000000000000000000000000000000000000000000000000000")]
    [InlineData(0x207fffffu, "7fffff0000000000000000000000000000000000000000000000000000000000")]
    [InlineData(0x18013ce9u, "0000000000000000013ce9000000000000000000000000000000000000000000")]
    [InlineData(0x03123456u, "0000000000000000000000000000000000000000000000000000000000123456")]
    [InlineData(0x02123456u, "0000000000000000000000000000000000000000000000000000000000001234")]
    [InlineData(0x2100ffffu, "ffff000000000000000000000000000000000000000000000000000000000000")]
    public void FromCompact_OfGoodBits_GivesTheTarget(uint bits, string target) =>
        Target.FromCompact(bits).ToString().ShouldBe(target);

    [Theory]
    [InlineData(0x00000000u)]
    [InlineData(0x01003456u)]
    [InlineData(0x04923456u)]
    [InlineData(0x22010000u)]
    [InlineData(0xff123456u)]
    public void TryFromCompact_OfZeroNegativeOrTooLarge_IsFalse(uint bits) => Target.TryFromCompact(bits, out _).ShouldBeFalse();

    [Theory]
    [InlineData(0x1d00ffffu)]
    [InlineData(0x207fffffu)]
    [InlineData(0x18013ce9u)]
    [InlineData(0x1a44b9f2u)]
    [InlineData(0x03123456u)]
    [InlineData(0x02008000u)]
    public void ToCompact_OfWhatBitsGave_GivesTheBits(uint bits) => Target.FromCompact(bits).ToCompact().ShouldBe(bits);

    [Fact]
    public void ToCompact_OfATargetWithMoreDigits_IsNeverEasier()
    {
        var targets = ArbMap.Default.GeneratorFor<ulong>().ArrayOf(4)
            .Where(words => words.Any(word => word != 0))
            .Select(words => Target.FromNumber(words.Aggregate(BigInteger.Zero, (number, word) => (number << 64) + word)));
        Prop.ForAll(
            targets.ToArbitrary(),
            target => Target.FromCompact(target.ToCompact()).Value <= target.Value)
            .Check(Config.QuickThrowOnFailure.WithReplay(481824, 1));
    }

    [Fact]
    public void Difficulty_OfDifficultyOne_IsOne() => Target.DifficultyOne.Difficulty.ShouldBe(1);

    [Fact]
    public void Difficulty_OfABlock_IsWhatExplorersShow() =>
        Target.FromCompact(0x18013ce9).Difficulty.ShouldBe(888_171_856_257.32, 0.01);

    [Theory]
    [InlineData(1, "00000000ffff0000000000000000000000000000000000000000000000000000")]
    [InlineData(0.5, "00000001fffe0000000000000000000000000000000000000000000000000000")]
    [InlineData(256, "0000000000ffff00000000000000000000000000000000000000000000000000")]
    [InlineData(3, "0000000055550000000000000000000000000000000000000000000000000000")]
    public void FromDifficulty_OfANumber_DividesTheFirstTarget(double difficulty, string target) =>
        Target.FromDifficulty(difficulty).ToString().ShouldBe(target);

    [Fact]
    public void FromDifficulty_OfNextToNothing_IsTheEasiest() => Target.FromDifficulty(1e-12).ShouldBe(Target.Easiest);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void FromDifficulty_OfNoPositiveNumber_Throws(double difficulty) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Target.FromDifficulty(difficulty));

    [Fact]
    public void ExpectedHashes_OfDifficultyOne_AreFourThousandMillion() =>
        Target.DifficultyOne.ExpectedHashes.ShouldBe(4295032833, 1);

    [Fact]
    public void Meets_AtTheTargetItself_IsTrueAndJustAboveFalse()
    {
        var target = Target.FromDifficulty(1000);
        target.Value.Meets(target).ShouldBeTrue();
        Target.FromNumber(target.ToNumber() + 1).Value.Meets(target).ShouldBeFalse();
        Hash256.Zero.Meets(target).ShouldBeTrue();
    }
}
