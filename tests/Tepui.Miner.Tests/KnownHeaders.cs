using Tepui.Miner.Bitcoin;

namespace Tepui.Miner.Tests;

/// <summary>Headers of the main network; their hashes are public facts, and prove every other field.</summary>
internal static class KnownHeaders
{
    public static BlockHeader Genesis { get; } = new(
        1,
        Hash256.Zero,
        Hash256.Parse("4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"),
        1231006505,
        0x1d00ffff,
        2083236893);

    public static BlockHeader Block125552 { get; } = new(
        1,
        Hash256.Parse("00000000000008a3a41b85b8b29ad444def299fee21793cd8b9e567eab02cd81"),
        Hash256.Parse("2b12fcf1b09288fcaff797d71e950e71ae42b91e8bdb2304758dfcffc2b620e3"),
        1305998791,
        0x1a44b9f2,
        2504433986);

    /// <summary>Where segregated witness became active.</summary>
    public static BlockHeader Block481824 { get; } = new(
        0x20000002,
        Hash256.Parse("000000000000000000cbeff0b533f8e1189cf09dfbebf57a8ebe349362811b80"),
        Hash256.Parse("6438250cad442b982801ae6994edb8a9ec63c0a0ba117779fbe7ef7f07cad140"),
        1503539857,
        0x18013ce9,
        575995682);

    public static TheoryData<BlockHeader, string> WithHashes { get; } = new()
    {
        { Genesis, "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f" },
        { Block125552, "00000000000000001e8d6829a8a21adc5d38d0a473b144b6765798e61f98bd1d" },
        { Block481824, "0000000000000000001c8018d9cb3b742ef25114f27563e3fc4a1902167f9893" },
    };
}
