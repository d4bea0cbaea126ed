using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;

namespace Tepui.Containerizer.Events;

/// <summary>A descriptor that the kernel counts up (eventfd(2)).</summary>
internal sealed unsafe class CountedEvent : IDisposable
{
    private readonly Lock _gate = new();
    private int _descriptor;
    private ulong _count;

    public CountedEvent()
    {
        _descriptor = EventCalls.EventDescriptor(0, EventCalls.CloseOnExec | EventCalls.NonBlocking);
        if (_descriptor < 0)
            throw new ContainerLaunchException($"no event descriptor can be had: {Marshal.GetLastPInvokeErrorMessage()}; raise the limit of open files");
    }

    public int Descriptor => _descriptor;

    /// <summary>How often it happened since the beginning.</summary>
    public ulong Count()
    {
        lock (_gate)
        {
            ulong more;
            if (_descriptor >= 0 && EventCalls.Read(_descriptor, &more, sizeof(ulong)) == sizeof(ulong))
                _count += more;
            return _count;
        }
    }

    public void Signal()
    {
        ulong one = 1;
        lock (_gate)
        {
            if (_descriptor >= 0 && EventCalls.Write(_descriptor, &one, sizeof(ulong)) < 0)
                throw new IOException(Marshal.GetLastPInvokeErrorMessage());
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_descriptor >= 0)
                _ = EventCalls.Close(_descriptor);
            _descriptor = -1;
        }
    }
}
