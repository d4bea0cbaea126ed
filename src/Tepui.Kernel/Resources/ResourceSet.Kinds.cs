namespace Tepui.Kernel.Resources;

/// <content>Which kinds of resources are in a set, so that most questions about each of them need not be asked.</content>
public sealed partial class ResourceSet
{
    private ResourceKinds _kinds;

    internal ResourceKinds Kinds => _kinds != ResourceKinds.None ? _kinds : _kinds = CountKinds();

    internal bool Has(ResourceKinds kinds) => (Kinds & kinds) != ResourceKinds.None;

    /// <summary>Reads the first and the last entry.</summary>
    internal long Touch() => _entries.Length == 0 ? 0 : _entries[0].Thousandths + _entries[^1].SharedCount;

    private ResourceKinds CountKinds()
    {
        var kinds = ResourceKinds.Counted;
        foreach (ref readonly var entry in Span)
        {
            kinds |= entry.Key.Reservations.Count switch
            {
                0 => ResourceKinds.None,
                1 => ResourceKinds.Reserved,
                _ => ResourceKinds.Reserved | ResourceKinds.Refined,
            };
            kinds |= entry.Key.IsRevocable ? ResourceKinds.Revocable : ResourceKinds.None;
            kinds |= entry.Key.IsShared ? ResourceKinds.Shared : ResourceKinds.None;
            kinds |= entry.Key.IsExclusive ? ResourceKinds.Exclusive : ResourceKinds.None;
        }

        return kinds;
    }
}
