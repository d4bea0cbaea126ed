using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Containerizer.Isolation.DockerVolumes;

/// <summary>Lets one at a time do something about a volume; others go on meanwhile.</summary>
internal sealed class VolumeGates
{
    private readonly Dictionary<VolumeName, Gate> _gates = [];

    /// <summary>Waits for its turn, which lasts until what is returned is disposed.</summary>
    public async Task<IDisposable> EnterAsync(VolumeName volume, CancellationToken cancellation)
    {
        Gate? gate;
        lock (_gates)
        {
            if (!_gates.TryGetValue(volume, out gate))
                _gates.Add(volume, gate = new Gate());
            gate.Users++;
        }

        try
        {
            await gate.Turn.WaitAsync(cancellation);
            return new Entered(this, volume, gate);
        }
        catch
        {
            Forget(volume, gate);
            throw;
        }
    }

    private void Forget(VolumeName volume, Gate gate)
    {
        lock (_gates)
        {
            if (--gate.Users > 0)
                return;
            _ = _gates.Remove(volume);
        }

        gate.Turn.Dispose();
    }

    private sealed class Gate
    {
        public SemaphoreSlim Turn { get; } = new(1);

        /// <summary>Who wait and who has its turn.</summary>
        public int Users { get; set; }
    }

    private sealed class Entered(VolumeGates gates, VolumeName volume, Gate gate) : IDisposable
    {
        public void Dispose()
        {
            _ = gate.Turn.Release();
            gates.Forget(volume, gate);
        }
    }
}
