using System;
using Tepui.Miner.Bitcoin;

namespace Tepui.Miner.Tests.Bitcoin;

/// <summary>The valid and invalid addresses of BIP 173 and BIP 350, and those of base58.</summary>
public class AddressTests
{
    [Theory]
    [InlineData("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "0014751e76e8199196d454941c45d1b3a323f1433bd6")]
    [InlineData("tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7",
        "00201863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262")]
    [InlineData("BC1SW50QGDZ25J", "6002751e")]
    [InlineData("bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs", "5210751e76e8199196d454941c45d1b3a323")]
    [InlineData("tb1qqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesrxh6hy",
        "0020000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433")]
    [InlineData("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
        "512079be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")]
    [InlineData("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "76a91462e907b15cbf27d5425399ebf6f0fb50ebb88f1888ac")]
    public void TryParse_ValidAddress_GivesItsOutputScript(string address, string script)
    {
        Address.TryParse(address, out var parsed).ShouldBeTrue();
        Hex.Encode(parsed).ShouldBe(script);
    }

    [Theory]
    [InlineData("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", "a wrong checksum")]
    [InlineData("BC13W508D6QEJXTDG4Y5R3ZARVARY0C5XW7KN40WF2", "witness version 17")]
    [InlineData("bc1rw5uspcuh", "a program of one byte")]
    [InlineData("bc10w508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kw5rljs90", "a program of 41 bytes")]
    [InlineData("BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P", "a version 0 program of 16 bytes")]
    [InlineData("tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sL5k7", "both cases")]
    [InlineData("bc1zw508d6qejxtdg4y5r3zarvaryvqyzf3du", "too much padding")]
    [InlineData("tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3pjxtptv", "padding that is not zero")]
    [InlineData("bc1gmk9yu", "no data")]
    [InlineData("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", "a wrong base58 checksum")]
    [InlineData("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfN0", "a letter that base58 lacks")]
    [InlineData("", "nothing")]
    public void TryParse_InvalidAddress_IsRefused(string address, string because) =>
        Address.TryParse(address, out _).ShouldBeFalse(because);

    [Theory]
    [InlineData("bcrt", 0, 20)]
    [InlineData("rb", 0, 20)]
    [InlineData("bc", 1, 32)]
    public void EncodeSegwit_OfAnyPrefix_IsReadBack(string prefix, int version, int length)
    {
        var program = new byte[length];
        program.AsSpan().Fill(0xa5);
        var text = Bech32.EncodeSegwit(prefix, version, program);
        Bech32.TryDecodeSegwit(text, out var readPrefix, out var readVersion, out var read).ShouldBeTrue();
        (readPrefix, readVersion).ShouldBe((prefix, version));
        read.ShouldBe(program);
    }

    [Theory]
    [InlineData(0x05)]
    [InlineData(0xc4)]
    [InlineData(0x26)]
    public void TryParse_ScriptHashOfEachNetwork_PaysToTheScript(byte version)
    {
        var text = Base58.EncodeCheck([version, .. new byte[20]]);
        Address.TryParse(text, out var script).ShouldBeTrue();
        Hex.Encode(script).ShouldBe("a914" + new string('0', 40) + "87");
    }
}
