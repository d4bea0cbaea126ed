using System.Linq;
using Tepui.Miner.Bitcoin;

namespace Tepui.Miner.Tests.Bitcoin;

public class MerkleTreeTests
{
    /// <summary>Block 170 of the main network, the first with a payment.</summary>
    private static readonly string[] Block170 =
    [
        "b1fea52486ce0c62bb442b530a3f0132b826c74e473d1f2c220bfa78111c5082",
        "f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16",
    ];

    private static readonly string[] Block100000 =
    [
        "8c14f0db3df150123e6f3dbbf30f8b955a8249b62ac1d1ff16284aefa3d06d87",
        "fff2525b8931402dd09222c50775608f75787bd2b87e56995a7bdd30f79702c4",
        "6359f0868171b1d194cbee1af2f16ea598ae8fad666d9b012c8ed2b79a236ec4",
        "e9a66845e05d5abc0ad04ec80f774a7e585c6e8db975962d069a522137b80c1d",
    ];

    [Fact]
    public void Root_OfBlock170_IsItsHeaders() =>
        Root(Block170).ShouldBe("7dac2c5666815c17a3b36427de37bb9d2e2c5ccec3f8633eb91a4205cb4c10ff");

    [Fact]
    public void Root_OfBlock100000_IsItsHeaders() =>
        Root(Block100000).ShouldBe("f3e94742aca4b5ef85488dc37c06c3282295ffec960994b2c0d5ac2a25a95766");

    [Fact]
    public void Headers_OverTheseRoots_HaveTheirKnownHashes()
    {
        var block170 = new BlockHeader(
            1, Hash256.Parse("000000002a22cfee1f2c846adbd12b3e183d4f97683f85dad08a79780a84bd55"), Hash256.Parse(Root(Block170)),
            Time: 1231731025, Bits: 0x1d00ffff, Nonce: 1889418792);
        block170.ComputeHash().ToString().ShouldBe("00000000d1145790a8694403d4063f323d499e655c83426834d4ce2f8dd4a2ee");
        var block100000 = new BlockHeader(
            1, Hash256.Parse("000000000002d01c1fccc21636b607dfd930d31d01c3a62104612a1719011250"), Hash256.Parse(Root(Block100000)),
            Time: 1293623863, Bits: 0x1b04864c, Nonce: 274148111);
        block100000.ComputeHash().ToString().ShouldBe("000000000003ba27aa200b1cecaad478d2b00432346c3f1f3986da1afd33e506");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(11)]
    public void FirstLeafBranch_WithTheFirstLeaf_LeadsToTheRoot(int count)
    {
        var leaves = Enumerable.Range(1, count).Select(number => DoubleSha256.Hash([(byte)number])).ToArray();
        var branch = MerkleTree.FirstLeafBranch(leaves[1..]);
        MerkleTree.RootFromFirstLeaf(leaves[0], branch).ShouldBe(MerkleTree.Root(leaves));
    }

    [Fact]
    public void IsMutated_ListWithItsEndTwice_HasTheSameRootAndIsSeen()
    {
        var leaves = Enumerable.Range(1, 3).Select(number => DoubleSha256.Hash([(byte)number])).ToArray();
        Hash256[] forged = [.. leaves, leaves[2]];
        MerkleTree.Root(forged).ShouldBe(MerkleTree.Root(leaves));
        MerkleTree.IsMutated(forged).ShouldBeTrue();
        MerkleTree.IsMutated(leaves).ShouldBeFalse();
    }

    private static string Root(string[] transactionIds) => MerkleTree.Root([.. transactionIds.Select(Hash256.Parse)]).ToString();
}
