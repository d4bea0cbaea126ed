using System;
using System.Buffers.Binary;
using System.Numerics;
using Tepui.Miner.Bitcoin;

namespace Tepui.Miner.Hashing;

/// <summary>
/// A header and a target, made ready for trying nonces: everything of the two hashes that no nonce changes has been worked out.
/// Immutable; many threads may scan the same.
/// </summary>
public sealed class ScanWork
{
    private const uint Padding = 0x8000_0000;
    private const uint HeaderLengthInBits = BlockHeader.Size * 8;

    /// <summary>The state after the header's first 64 bytes.</summary>
    internal readonly uint MidstateA, MidstateB, MidstateC, MidstateD, MidstateE, MidstateF, MidstateG, MidstateH;

    /// <summary>The second block's state after round 3, with the nonce's word still to be added to A and E.</summary>
    internal readonly uint A4, B4, C4, D4, E4, F4, G4, H4;

    /// <summary>Words of the second block's schedule: 16 and 17 whole, the others without what hangs on the nonce.</summary>
    internal readonly uint Word16, Word17, Word18, Word19, Word31, Word32;

    /// <summary>Words with their round's constant added.</summary>
    internal readonly uint KeyedWord16, KeyedWord17;

    /// <summary>Bits of the hash's last word, as SHA-256 gives it, that are clear in every hash that meets the target.</summary>
    internal readonly uint LastWordMask;

    /// <param name="header">Its nonce is of no account.</param>
    public ScanWork(BlockHeader header, Target target)
    {
        Header = header;
        Target = target;
        LastWordMask = BinaryPrimitives.ReverseEndianness(~(uint)((1UL << (32 - BitOperations.LeadingZeroCount(target.HighestWord))) - 1));

        Span<byte> bytes = stackalloc byte[BlockHeader.Size];
        header.CopyTo(bytes);
        Span<uint> words = stackalloc uint[BlockHeader.Size / 4];
        for (var i = 0; i < words.Length; i++) words[i] = BinaryPrimitives.ReadUInt32BigEndian(bytes[(4 * i)..]);

        Span<uint> state = stackalloc uint[8];
        Sha256Constants.Initial.CopyTo(state);
        Sha256Block.Compress(state, words[..16]);
        (MidstateA, MidstateB, MidstateC, MidstateD) = (state[0], state[1], state[2], state[3]);
        (MidstateE, MidstateF, MidstateG, MidstateH) = (state[4], state[5], state[6], state[7]);

        // Round 3 adds its word, the nonce, to the new a and e and nowhere else.
        Sha256Block.Run(state, [words[16], words[17], words[18], 0], 4);
        (A4, B4, C4, D4, E4, F4, G4, H4) = (state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7]);

        Word16 = words[16] + ScalarLane.SmallSigma0(words[17]);
        Word17 = words[17] + ScalarLane.SmallSigma0(words[18]) + ScalarLane.SmallSigma1(HeaderLengthInBits);
        Word18 = words[18] + ScalarLane.SmallSigma1(Word16);
        Word19 = ScalarLane.SmallSigma0(Padding) + ScalarLane.SmallSigma1(Word17);
        Word31 = HeaderLengthInBits + ScalarLane.SmallSigma0(Word16);
        Word32 = Word16 + ScalarLane.SmallSigma0(Word17);
        KeyedWord16 = Word16 + Sha256Constants.Rounds[16];
        KeyedWord17 = Word17 + Sha256Constants.Rounds[17];
    }

    public BlockHeader Header { get; }

    public Target Target { get; }

    /// <summary>The whole check of one nonce.</summary>
    public bool Meets(uint nonce) => (Header with { Nonce = nonce }).ComputeHash().Meets(Target);
}
