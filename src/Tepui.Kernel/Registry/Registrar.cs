using System;
using System.Collections.Generic;

namespace Tepui.Kernel.Registry;

/// <summary>
/// Keeps the registry that is durable, what is on its way there, and what waits for it. One write is under way at a time;
/// what is asked for meanwhile goes into the next one together.
/// </summary>
internal sealed class Registrar
{
    private readonly List<Change> _waiting = [];
    private readonly List<Change> _underWay = [];
    private RegistryState _proposed = RegistryState.Empty;

    /// <summary>What is durable.</summary>
    public RegistryState Stored { get; private set; } = RegistryState.Empty;

    /// <summary>The version of the write under way, or of the last one.</summary>
    public long Version { get; private set; }

    /// <summary>Changes that are not durable yet.</summary>
    public int Queued => _waiting.Count + _underWay.Count;

    public bool IsWriting => _underWay.Count > 0;

    /// <summary>Takes what the registry held when this master began to lead.</summary>
    public void Recover(RegistryState registry)
    {
        Stored = registry;
        _proposed = registry;
    }

    /// <summary>Asks for a change; one of the two follows once it is known to be durable or not.</summary>
    public void Apply(Func<RegistryState, RegistryState> change, Action stored, Action<string> failed) =>
        _waiting.Add(new Change(change, stored, failed));

    /// <summary>The next write, when there is one to begin.</summary>
    public RegistryState? Begin()
    {
        if (IsWriting || _waiting.Count == 0)
        {
            return null;
        }

        _underWay.AddRange(_waiting);
        _waiting.Clear();
        _proposed = Stored;
        foreach (var change in _underWay)
        {
            _proposed = change.Apply(_proposed);
        }

        Version++;
        return _proposed;
    }

    /// <summary>The write under way is durable.</summary>
    public void Succeed(long version)
    {
        if (version != Version || !IsWriting)
        {
            return;
        }

        Stored = _proposed;
        foreach (var change in Take())
        {
            change.Stored();
        }
    }

    /// <summary>The write under way failed: what waited for it does not happen.</summary>
    public void Fail(long version, string reason)
    {
        if (version != Version || !IsWriting)
        {
            return;
        }

        _proposed = Stored;
        foreach (var change in Take())
        {
            change.Failed(reason);
        }
    }

    private Change[] Take()
    {
        var changes = _underWay.ToArray();
        _underWay.Clear();
        return changes;
    }

    private sealed record Change(Func<RegistryState, RegistryState> Apply, Action Stored, Action<string> Failed);
}
