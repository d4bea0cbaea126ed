using System;
using System.Threading;
using Mesos.V1;

namespace Tepui.Master.Elections;

/// <summary>Who leads, for those that answer requests.</summary>
internal sealed class LeaderBoard
{
    private readonly MasterInfo _own;
    private readonly Lock _gate = new();
    private volatile Standing _standing;

    private LeaderBoard(MasterInfo own, Standing standing)
    {
        _own = own;
        _standing = standing;
    }

    public Standing Standing => _standing;

    /// <summary>Of a master that nobody elects: it always leads.</summary>
    public static LeaderBoard Alone(MasterInfo own) => new(own, new Standing(own, IsElected: true, HasRecovered: true, LeaseUntil: null));

    /// <summary>Of a master that is to be elected.</summary>
    public static LeaderBoard Elected(MasterInfo own) => new(own, new Standing(null, IsElected: false, HasRecovered: false, LeaseUntil: null));

    /// <summary>Another leads, or nobody.</summary>
    public void Follow(MasterInfo? leader) => Change(_ => new Standing(leader, IsElected: false, HasRecovered: false, LeaseUntil: null));

    public void Elect(DateTimeOffset leaseUntil) => Change(_ => new Standing(_own, IsElected: true, HasRecovered: false, leaseUntil));

    public void Extend(DateTimeOffset leaseUntil) =>
        Change(standing => standing.LeaseUntil < leaseUntil ? standing with { LeaseUntil = leaseUntil } : standing);

    public void Recover() => Change(static standing => standing with { HasRecovered = standing.IsElected });

    private void Change(Func<Standing, Standing> change)
    {
        lock (_gate)
        {
            _standing = change(_standing);
        }
    }
}
