using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;
using Tepui.Supervisor.Native;

namespace Tepui.Supervisor.Processes;

/// <summary>
/// Waits for children in a thread of its own and wakes the loop through a descriptor. A signalfd for SIGCHLD would save
/// the thread, but the runtime's own threads leave SIGCHLD unblocked and would now and then swallow one.
/// </summary>
internal sealed unsafe class Reaper
{
    private readonly object _gate = new();
    private List<(int Pid, int Status)> _ended = [];
    private long _started;
    private bool _idle;

    public Reaper(int wake)
    {
        Wake = wake;
        new Thread(Run, 64 * 1024) { IsBackground = true, Name = "reaper" }.Start();
    }

    /// <summary>An eventfd that is readable when something ended.</summary>
    public int Wake { get; }

    /// <summary>Says that there is a child to wait for.</summary>
    public void ChildStarted()
    {
        lock (_gate)
        {
            _started++;
            if (_idle)
                Monitor.Pulse(_gate);
        }
    }

    /// <summary>Swaps the list of ends with an empty one.</summary>
    public List<(int Pid, int Status)> Take(List<(int Pid, int Status)> empty)
    {
        lock (_gate)
        {
            if (_ended.Count == 0)
                return empty;
            List<(int Pid, int Status)> taken = _ended;
            _ended = empty;
            ulong count;
            _ = Libc.Read(Wake, (byte*)&count, sizeof(ulong));
            return taken;
        }
    }

    private void Run()
    {
        while (true)
        {
            long started;
            lock (_gate)
                started = _started;
            int status;
            int pid = Libc.WaitPid(-1, &status, 0);
            int error = pid < 0 ? Marshal.GetLastPInvokeError() : 0;
            lock (_gate)
            {
                if (pid > 0)
                {
                    _ended.Add((pid, status));
                    ulong one = 1;
                    if (_ended.Count == 1)
                        _ = Libc.Write(Wake, (byte*)&one, sizeof(ulong));
                }
                else if (error == Libc.NoChild)
                {
                    _idle = true;
                    while (_started == started)
                        _ = Monitor.Wait(_gate);
                    _idle = false;
                }
            }
        }
    }
}
