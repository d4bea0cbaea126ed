namespace Tepui.Miner.Hashing;

/// <summary>
/// SHA-256's word functions (FIPS 180-4, section 4.1.2) on vectors of 32-bit words, one word of each of several messages in a vector.
/// Implementations are empty structs, so that the JIT compiles the rounds once for each, with everything inlined.
/// </summary>
internal interface ILanes<TVector>
    where TVector : struct
{
    /// <summary>How many words a vector holds.</summary>
    static abstract int Count { get; }

    /// <summary>Whether this processor runs it with instructions of its own.</summary>
    static abstract bool IsSupported { get; }

    static abstract TVector Broadcast(uint word);

    /// <summary>The header's nonce word for consecutive nonces: each nonce with its bytes turned round.</summary>
    static abstract TVector NonceWords(uint first);

    /// <summary>A bit for each lane, the first lane's lowest, that is set where all bits of the mask are clear in the word.</summary>
    static abstract uint LanesWithout(TVector words, TVector mask);

    static abstract TVector Add(TVector left, TVector right);

    static abstract TVector AddWord(TVector left, uint word);

    /// <summary>Rotations by 7 and 18 and a shift by 3, xored.</summary>
    static abstract TVector SmallSigma0(TVector w);

    /// <summary>Rotations by 17 and 19 and a shift by 10, xored.</summary>
    static abstract TVector SmallSigma1(TVector w);

    /// <summary>A word of the message schedule from those 2, 7, 15 and 16 before it.</summary>
    static abstract TVector Schedule(TVector second, TVector seventh, TVector fifteenth, TVector sixteenth);

    /// <summary>
    /// T1 of a round: h, the word with its constant, Ch(e, f, g) and the rotations of e by 6, 11 and 25, which are ready last.
    /// </summary>
    static abstract TVector Lower(TVector h, TVector e, TVector f, TVector g, TVector keyed);

    /// <summary>
    /// T1 + T2 of a round: T1, Maj(a, b, c) and the rotations of a by 2, 13 and 22. <paramref name="difference"/> is b xor c coming in
    /// and a xor b going out, the next round's b xor c; lanes with one instruction for the majority leave it alone.
    /// </summary>
    static abstract TVector Upper(TVector lower, TVector a, TVector b, TVector c, ref TVector difference);

    /// <summary>The first <c>difference</c> of a run of rounds.</summary>
    static abstract TVector Difference(TVector b, TVector c);
}
