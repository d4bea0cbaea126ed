using System;
using System.Diagnostics.CodeAnalysis;

namespace Tepui.Miner.Bitcoin;

/// <summary>Where coins go: an address as people write it, and the output script it stands for.</summary>
public static class Address
{
    private const int HashLength = 20;

    /// <summary>
    /// The output script of an address of any network. Version bytes of base58: Bitcoin's main, test and regression test
    /// networks, and bcoin's own for regtest and simnet. Segwit addresses may have any prefix: whether an address belongs to
    /// the network at hand is a question for the node (<c>validateaddress</c>).
    /// </summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out byte[]? script)
    {
        script = null;
        if (Bech32.TryDecodeSegwit(text, out _, out var version, out var program))
            script = Script.PayToWitness(version, program);
        else if (Base58.TryDecodeCheck(text, out var payload) && payload.Length == HashLength + 1)
            script = payload[0] switch
            {
                0x00 or 0x6f or 0x3c or 0x3f => Script.PayToPublicKeyHash(payload.AsSpan(1)),
                0x05 or 0xc4 or 0x26 or 0x7b => Script.PayToScriptHash(payload.AsSpan(1)),
                _ => null,
            };
        return script is not null;
    }
}
