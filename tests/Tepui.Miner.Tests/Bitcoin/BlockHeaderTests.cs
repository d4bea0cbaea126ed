using System;
using Tepui.Miner.Bitcoin;

namespace Tepui.Miner.Tests.Bitcoin;

public class BlockHeaderTests
{
    [Theory]
    [MemberData(nameof(KnownHeaders.WithHashes), MemberType = typeof(KnownHeaders))]
    public void ComputeHash_OfMainNetworkHeaders_IsTheirHash(BlockHeader header, string hash) =>
        header.ComputeHash().ToString().ShouldBe(hash);

    [Theory]
    [MemberData(nameof(KnownHeaders.WithHashes), MemberType = typeof(KnownHeaders))]
    public void ComputeHash_OfMainNetworkHeaders_MeetsTheTargetOfTheirBits(BlockHeader header, string hash) =>
        Hash256.Parse(hash).Meets(Target.FromCompact(header.Bits)).ShouldBeTrue();

    [Fact]
    public void CopyTo_OfTheGenesisHeader_GivesTheBytesOnDisk() =>
        Hex.Encode(KnownHeaders.Genesis.ToByteArray()).ShouldBe(
            "01000000" + new string('0', 64)
            + "3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a" + "29ab5f49" + "ffff001d" + "1dac2b7c");

    [Fact]
    public void Parse_OfWrittenBytes_GivesTheHeaderBack() =>
        BlockHeader.Parse(KnownHeaders.Block481824.ToByteArray()).ShouldBe(KnownHeaders.Block481824);

    [Fact]
    public void Parse_OfAnyOtherLength_SaysHowManyBytesThereAre() =>
        Should.Throw<FormatException>(() => BlockHeader.Parse(new byte[79])).Message.ShouldContain("79");
}
