namespace Tepui.Miner.Hashing;

/// <summary>The eight words of a hash, for every lane.</summary>
internal struct LaneState<TVector>
    where TVector : struct
{
    public TVector A;
    public TVector B;
    public TVector C;
    public TVector D;
    public TVector E;
    public TVector F;
    public TVector G;
    public TVector H;
}
