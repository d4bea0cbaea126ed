using Tepui.Miner.Bitcoin;

namespace Tepui.Miner.Tests.Bitcoin;

public class WitnessCommitmentTests
{
    /// <summary>BIP 141's commitment of a block with nothing but its coinbase, as every empty block with segwit has it.</summary>
    private const string EmptyBlock = "6a24aa21a9ede2f61c3f71d1defd3fa999dfa36953755c690689799962b48bebd836974e8cf9";

    [Fact]
    public void OutputScript_OfABlockWithOnlyItsCoinbase_IsTheKnownOne() =>
        Hex.Encode(WitnessCommitment.OutputScript([], WitnessCommitment.ReservedValue)).ShouldBe(EmptyBlock);

    [Fact]
    public void Find_SeveralCommitments_TakesTheLast()
    {
        var other = Hex.Decode(EmptyBlock);
        other[^1] ^= 1;
        TransactionOutput[] outputs = [new(0, Hex.Decode(EmptyBlock)), new(0, other), new(5, [Script.Return])];
        WitnessCommitment.Find(outputs).ShouldBe(other);
        WitnessCommitment.Find([outputs[2]]).ShouldBeNull();
    }
}
