using System;
using System.Globalization;
using Mesos.V1;

namespace Tepui.Cli.Execute;

/// <summary>A command's exit status as a shell would give it, from the message of its last status.</summary>
internal static class ExitStatus
{
    /// <summary>When the task ended in a way that has no status of its own: it was lost, or never started.</summary>
    public const int Unknown = 1;

    private const string Exited = "exited with status ";
    private const string Terminated = "terminated with signal ";

    // strsignal(3) of glibc by number; the command executor of Mesos writes these words, and no number.
    private static readonly string[] Signals =
    [
        "", "Hangup", "Interrupt", "Quit", "Illegal instruction", "Trace/breakpoint trap", "Aborted", "Bus error",
        "Floating point exception", "Killed", "User defined signal 1", "Segmentation fault", "User defined signal 2",
        "Broken pipe", "Alarm clock", "Terminated", "Stack fault", "Child exited", "Continued", "Stopped (signal)", "Stopped",
        "Stopped (tty input)", "Stopped (tty output)", "Urgent I/O condition", "CPU time limit exceeded",
        "File size limit exceeded", "Virtual timer expired", "Profiling timer expired", "Window changed", "I/O possible",
        "Power failure", "Bad system call",
    ];

    public static int Of(TaskStatus status)
    {
        if (status.State == TaskState.TaskFinished)
            return 0;
        var message = status.Message;
        if (After(message, Exited) is { } code && int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var exit))
            return exit;
        if (After(message, Terminated) is { } name)
        {
            var signal = Array.IndexOf(Signals, name.Replace(" (core dumped)", "", StringComparison.Ordinal));
            if (signal > 0)
                return 128 + signal;
        }

        return Unknown;
    }

    private static string? After(string message, string words)
    {
        var at = message.IndexOf(words, StringComparison.Ordinal);
        return at < 0 ? null : message[(at + words.Length)..].Trim();
    }
}
