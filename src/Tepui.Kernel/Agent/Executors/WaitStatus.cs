namespace Tepui.Kernel.Agent.Executors;

/// <summary>What wait(2) says of a process, in the words users know from Mesos.</summary>
public readonly record struct WaitStatus(int Value)
{
    private static readonly string[] SignalNames =
    [
        "Unknown signal 0", "Hangup", "Interrupt", "Quit", "Illegal instruction", "Trace/breakpoint trap", "Aborted", "Bus error",
        "Floating point exception", "Killed", "User defined signal 1", "Segmentation fault", "User defined signal 2",
        "Broken pipe", "Alarm clock", "Terminated", "Stack fault", "Child exited", "Continued", "Stopped (signal)", "Stopped",
        "Stopped (tty input)", "Stopped (tty output)", "Urgent I/O condition", "CPU time limit exceeded",
        "File size limit exceeded", "Virtual timer expired", "Profiling timer expired", "Window changed", "I/O possible",
        "Power failure", "Bad system call",
    ];

    private const int FirstRealTime = 34;

    public int Signal => Value & 0x7F;

    public bool HasExited => Signal == 0;

    public int ExitStatus => (Value >> 8) & 0xFF;

    public bool Succeeded => Value == 0;

    public bool DumpedCore => (Value & 0x80) != 0;

    public override string ToString() => HasExited
        ? "exited with status " + ExitStatus
        : "terminated with signal " + NameOf(Signal) + (DumpedCore ? " (core dumped)" : "");

    /// <summary>As strsignal(3) of glibc names a signal.</summary>
    public static string NameOf(int signal) => signal switch
    {
        >= FirstRealTime and <= 64 => "Real-time signal " + (signal - FirstRealTime),
        >= 0 when signal < SignalNames.Length => SignalNames[signal],
        _ => "Unknown signal " + signal,
    };
}
