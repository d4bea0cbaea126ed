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
