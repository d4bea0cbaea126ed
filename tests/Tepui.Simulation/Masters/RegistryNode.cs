using System;
using Tepui.Kernel.Registry;
using Tepui.Master.Registrars;
using Tepui.Simulation.Worlds;
using Tepui.Simulation.ZooKeeper;

namespace Tepui.Simulation.Masters;

/// <summary>
/// A leader's registry in ZooKeeper, replaced only while it is what this master left there. A write whose answer was lost is looked
/// after: it may have been done.
/// </summary>
internal sealed class RegistryNode(Process owner, SimulatedSession session)
{
    private int _version = -1;

    /// <summary>How long a write may take beside the ensemble's own time; asked anew for each.</summary>
    public Func<TimeSpan> Slowness { get; set; } = static () => TimeSpan.Zero;

    /// <summary>Whether the next write fails for a reason of its own, and why.</summary>
    public Func<string?> Fault { get; set; } = static () => null;

    public void Load(Action<RegistryState> loaded) => session.Get(ElectionPaths.Registry, (answered, node) =>
    {
        if (!answered)
        {
            Load(loaded);
            return;
        }

        _version = node?.Version ?? -1;
        loaded(node is null ? RegistryState.Empty : RegistryEncoding.Decode(node.Data));
    });

    /// <param name="failed">It was not stored, and is not going to be.</param>
    /// <param name="deposed">Another has written: this master leads no more.</param>
    public void Store(RegistryState registry, Action stored, Action<string> failed, Action<string> deposed)
    {
        byte[] bytes = RegistryEncoding.Encode(registry);
        owner.After(Slowness(), () =>
        {
            if (Fault() is { } fault)
                failed(fault);
            else
                Write(bytes, stored, deposed);
        });
    }

    private void Write(byte[] bytes, Action stored, Action<string> deposed) =>
        session.Set(ElectionPaths.Registry, bytes, _version, (answered, version) =>
        {
            if (answered && version is { } written)
            {
                _version = written;
                stored();
            }
            else
            {
                LookAfter(bytes, stored, deposed);
            }
        });

    private void LookAfter(byte[] bytes, Action stored, Action<string> deposed) => session.Get(ElectionPaths.Registry, (answered, node) =>
    {
        int version = node?.Version ?? -1;
        if (!answered)
        {
            LookAfter(bytes, stored, deposed);
        }
        else if (version == _version)
        {
            Write(bytes, stored, deposed);
        }
        else if (version == _version + 1 && node!.Data.AsSpan().SequenceEqual(bytes))
        {
            _version = version;
            stored();
        }
        else
        {
            deposed("another master has written the registry");
        }
    });
}
