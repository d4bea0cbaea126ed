using System.Collections.Generic;

namespace Tepui.Miner.Server;

/// <summary>The connected workers, in the order they came, each with its part of the extranonce. One caller at a time.</summary>
internal sealed class SessionTable
{
    private readonly SortedDictionary<long, PoolSession> _sessions = [];
    private readonly HashSet<uint> _taken = [];
    private uint _lastPrefix;
    private long _lastNumber;

    public ExtranonceSplit Split { get; private set; } = ExtranonceSplit.Own;

    public IReadOnlyCollection<PoolSession> All => _sessions.Values;

    public long NextNumber() => ++_lastNumber;

    public void Add(PoolSession session)
    {
        _sessions.Add(session.Number, session);
        session.Cut(Split, TakePrefix());
    }

    public void Remove(PoolSession session)
    {
        if (_sessions.Remove(session.Number))
            _taken.Remove(session.Prefix);
    }

    /// <summary>Cuts another extranonce: every worker gets a new part of it.</summary>
    public void Recut(ExtranonceSplit split)
    {
        Split = split;
        _taken.Clear();
        _lastPrefix = 0;
        foreach (var session in _sessions.Values)
            session.Cut(split, TakePrefix());
    }

    /// <summary>The next free one after the last: what a worker that left had tried is not tried again so soon.</summary>
    /// <returns>0 when none is left.</returns>
    private uint TakePrefix()
    {
        if ((uint)_taken.Count >= Split.GreatestPrefix)
            return 0;
        do
            _lastPrefix = _lastPrefix >= Split.GreatestPrefix ? 1 : _lastPrefix + 1;
        while (!_taken.Add(_lastPrefix));
        return _lastPrefix;
    }
}
