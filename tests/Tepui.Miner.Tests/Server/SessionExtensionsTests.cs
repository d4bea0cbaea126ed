using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Tepui.Miner.Bitcoin;
using Tepui.Miner.Stratum;

namespace Tepui.Miner.Tests.Server;

/// <summary>BIP 310 as the pool answers it.</summary>
public class SessionExtensionsTests
{
    private const uint HardBits = 0x1d00ffff;
    private const double Difficulty = 1e-9;
    private static readonly Hash256 Tip = DoubleSha256.Hash([1]);

    [Theory]
    [InlineData(0xffffffffu, "1fffe000")]
    [InlineData(0x18000000u, "18000000")]
    [InlineData(0x20006001u, "00006000")]
    public void Configure_VersionRolling_GivesTheBitsThatBothHave(uint own, string mask)
    {
        var pool = new PoolHarness();
        Configure(pool, ["version-rolling"], own).ShouldBe($$"""{"version-rolling":true,"version-rolling.mask":"{{mask}}"}""");
    }

    [Fact]
    public void Configure_NoBitInCommon_IsRefusedAndSharesHaveNoVersionBits()
    {
        var pool = new PoolHarness(Difficulty).Ready();
        Configure(pool, ["version-rolling"], 0xe0001fff).ShouldBe("""{"version-rolling":false}""");
        pool.Work(Tip, HardBits);
        pool.Submit(pool.Nonce(Difficulty));
        pool.Answer.IsSuccess.ShouldBeTrue();
    }

    [Fact]
    public void Configure_MoreBitsThanThereAre_IsNoReasonToRefuse()
    {
        var pool = new PoolHarness();
        pool.Pool.Handle(pool.Session, new ConfigureRequest(pool.NextId(), ["version-rolling"], 0xffffffff, MinimumBitCount: 32));
        pool.Answer.Result!.Value.GetProperty("version-rolling").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public void Configure_SeveralExtensions_GivesEachItsVerdict() =>
        Configure(new PoolHarness(), ["subscribe-extranonce", "minimum-difficulty", "info"])
            .ShouldBe("""{"subscribe-extranonce":true,"minimum-difficulty":"minimum-difficulty.value is missing","info":false}""");

    [Fact]
    public void Configure_MinimumDifficulty_HoldsFromTheNextJobOnAndCanBeTakenBack()
    {
        var pool = new PoolHarness(0.001).Ready();
        Configure(pool, ["minimum-difficulty"], difficulty: 0.25).ShouldBe("""{"minimum-difficulty":true}""");
        pool.Work(Tip, HardBits);
        pool.Difficulty.ShouldBe(0.25);
        pool.Session.Difficulty.Suggest(0.01, pool.Time.GetUtcNow());
        pool.Work(Tip, HardBits);
        pool.Difficulty.ShouldBe(0.25);
        Configure(pool, ["minimum-difficulty"], difficulty: 0);
        pool.Session.Difficulty.Suggest(0.01, pool.Time.GetUtcNow());
        pool.Work(Tip, HardBits);
        pool.Difficulty.ShouldBe(0.01);
    }

    [Fact]
    public void Configure_AMinimumBeyondAll_SaysSo() =>
        Configure(new PoolHarness(), ["minimum-difficulty"], difficulty: 1e30).ShouldContain("more than any worker gets");

    [Fact]
    public void Submit_RolledWithinTheMask_IsAcceptedAndTheBlockHasItsVersion()
    {
        var pool = new PoolHarness().Ready();
        Configure(pool, ["version-rolling"]);
        pool.Work(Tip);
        const uint Bits = 0x00aae000;
        var version = VersionRolling.Apply(pool.Job.Version, Bits, VersionRolling.GeneralPurposeMask);
        var nonce = pool.Nonce(Target.FromCompact(0x207fffff).Difficulty, version: version);
        var found = pool.Submit(nonce, versionBits: Bits).ShouldNotBeNull();
        pool.Answer.IsSuccess.ShouldBeTrue();
        Block.Parse(found.Data).Header.Version.ShouldBe(version);
        Block.Parse(found.Data).Hash.ShouldBe(found.Hash);
    }

    [Fact]
    public void Submit_SameNonceWithAnotherVersion_IsNoDuplicate()
    {
        var pool = new PoolHarness(1e-12).Ready();
        Configure(pool, ["version-rolling"]);
        pool.Work(Tip, HardBits);
        pool.Submit(0, versionBits: 0x00002000);
        pool.Submit(0, versionBits: 0x00004000);
        pool.Pool.Snapshot().Shares.Accepted.ShouldBe(2);
        pool.Submit(0, versionBits: 0x00004000);
        pool.Rejected("duplicate").ShouldBe(1);
    }

    [Fact]
    public void Submit_WithBitsOutsideOfTheMask_IsRefusedWithTheReason()
    {
        var pool = new PoolHarness(1e-12).Ready();
        Configure(pool, ["version-rolling"]);
        pool.Work(Tip, HardBits);
        Prop.ForAll<DoNotSize<uint>, bool>((any, isWithin) =>
        {
            var bits = isWithin ? any.Item & VersionRolling.GeneralPurposeMask : any.Item;
            var outside = (bits & ~VersionRolling.GeneralPurposeMask) != 0;
            pool.Submit(bits, versionBits: bits);
            (pool.Answer.Error?.Message.StartsWith("Version bits not allowed", StringComparison.Ordinal) ?? false).ShouldBe(outside);
        }).Check(200);
        pool.Submit(0, versionBits: 0x20000000);
        pool.Answer.Error.ShouldBe(new StratumError(20, "Version bits not allowed: 20000000 has bits outside of mask 1fffe000"));
        pool.Rejected("version_bits").ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Submit_WithVersionBitsThatWereNotAgreedOn_IsRefused()
    {
        var pool = new PoolHarness(1e-12).Ready();
        pool.Work(Tip, HardBits);
        pool.Submit(0, versionBits: 0x00002000);
        pool.Answer.Error!.Message.ShouldContain("outside of mask 00000000");
    }

    [Fact]
    public void AllowVersions_Fewer_IsToldAndHoldsAtOnce()
    {
        var pool = new PoolHarness(1e-12).Ready();
        Configure(pool, ["version-rolling"]);
        pool.Work(Tip, HardBits);
        pool.Pool.AllowVersions(0x00006000);
        pool.Sent[^1].ShouldBe(new SetVersionMaskNotification(0x00006000));
        pool.Submit(0, versionBits: 0x00008000);
        pool.Answer.Error!.Message.ShouldContain("outside of mask 00006000");
        pool.Submit(0, versionBits: 0x00004000);
        pool.Answer.IsSuccess.ShouldBeTrue();
    }

    private static string Configure(
        PoolHarness pool, IReadOnlyList<string> extensions, uint mask = 0xffffffff, double? difficulty = null)
    {
        pool.Pool.Handle(pool.Session, new ConfigureRequest(pool.NextId(), extensions, mask, null, difficulty));
        return pool.Sent.OfType<StratumResponse>().Last().Result!.Value.GetRawText();
    }
}
