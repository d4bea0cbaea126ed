using System.Text;
using Tepui.Miner.Bitcoin;

namespace Tepui.Miner.DevelopmentNode;

/// <summary>The first block of Bitcoin's regression test network, whose coinbase is that of the main network.</summary>
public static class DevelopmentGenesis
{
    private const string Headline = "The Times 03/Jan/2009 Chancellor on brink of second bailout for banks";
    private const string PublicKey =
        "04678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5f";

    public static Block Block { get; } = Create();

    private static Block Create()
    {
        var script = new BitcoinWriter()
            .Push([0xff, 0xff, 0x00, 0x1d]).Push([0x04]).Push(Encoding.ASCII.GetBytes(Headline)).ToArray();
        var output = new BitcoinWriter().Push(Hex.Decode(PublicKey)).Byte(Script.CheckSignature).ToArray();
        var coinbase = new Transaction(
            1, [TransactionInput.Coinbase(script)], [new TransactionOutput(DevelopmentChain.FirstSubsidy, output)], 0);
        var header = new BlockHeader(
            Version: 1, Hash256.Zero, coinbase.TransactionId(), Time: 1296688602, DevelopmentChain.EasiestBits, Nonce: 2);
        return new Block(header, [coinbase]);
    }
}
