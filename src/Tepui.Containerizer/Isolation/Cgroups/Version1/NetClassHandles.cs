using System.Collections;
using System.Threading;

namespace Tepui.Containerizer.Isolation.Cgroups.Version1;

/// <summary>The handles of net_cls that an agent may give away: one primary, a range of secondaries, the least free one first.</summary>
internal sealed class NetClassHandles(ushort primary, ushort first, ushort last)
{
    private const int SecondaryBits = 16;
    private readonly BitArray _taken = new(last - first + 1);
    private readonly Lock _gate = new();

    /// <summary>A free one; null when there is none.</summary>
    public uint? Take()
    {
        lock (_gate)
        {
            for (int i = 0; i < _taken.Length; i++)
            {
                if (_taken[i])
                    continue;
                _taken[i] = true;
                return ((uint)primary << SecondaryBits) | (uint)(first + i);
            }

            return null;
        }
    }

    /// <summary>One that a container has already; nothing happens with one of another range.</summary>
    public void Keep(uint handle) => Set(handle, true);

    public void Return(uint handle) => Set(handle, false);

    private void Set(uint handle, bool taken)
    {
        lock (_gate)
        {
            uint secondary = handle & ushort.MaxValue;
            if (handle >> SecondaryBits == primary && secondary >= first && secondary <= last)
                _taken[(int)secondary - first] = taken;
        }
    }
}
