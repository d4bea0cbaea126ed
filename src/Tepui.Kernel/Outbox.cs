using System.Collections.Generic;

namespace Tepui.Kernel;

/// <summary>
/// Collects the effects of a step in the order they were decided. The shell empties it after each batch of inputs and
/// carries the effects out in that order.
/// </summary>
public sealed class Outbox<TEffect>
    where TEffect : class
{
    private readonly List<TEffect> _effects = [];

    public IReadOnlyList<TEffect> Effects => _effects;

    public void Add(TEffect effect) => _effects.Add(effect);

    public void Clear() => _effects.Clear();
}
