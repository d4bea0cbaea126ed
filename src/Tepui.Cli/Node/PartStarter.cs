using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Cli.Node;

/// <summary>
/// Starts the parts of a node as processes that end with this one, however it ends. The kernel ends them with the thread that started
/// them, so that one thread starts them all and lives as long as this.
/// </summary>
internal sealed partial class PartStarter : IDisposable
{
    private const int SigTerm = 15;
    private const long LargestLog = 64 * 1024 * 1024;

    /// <summary>How long a part may take to end before it is killed.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;
    private readonly string[] _wrapper = Wrapper();

    public PartStarter()
    {
        _thread = new Thread(Work) { IsBackground = true, Name = "starts parts" };
        _thread.Start();
    }

    /// <summary>Runs a part to its end; when cancelled it is told to end, and killed if it does not.</summary>
    /// <returns>Its exit status; 128 and the signal's number when a signal ended it.</returns>
    /// <exception cref="IOException">Its log cannot be written.</exception>
    public async Task<int> RunAsync(NodePart part, CancellationToken stop)
    {
        MakeRoom(part.Log);
        using var process = await StartAsync(part);
        try
        {
            await process.WaitForExitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            await EndAsync(process);
        }

        return process.ExitCode;
    }

    public void Dispose()
    {
        _work.CompleteAdding();
        _thread.Join();
        _work.Dispose();
    }

    private static async Task EndAsync(Process process)
    {
        _ = Kill(process.Id, SigTerm);
        using var late = new CancellationTokenSource(Grace);
        try
        {
            await process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>A log that has grown large is kept once beside the new one.</summary>
    private static void MakeRoom(string log)
    {
        if (new FileInfo(log) is { Exists: true, Length: > LargestLog })
            File.Move(log, log + ".1", overwrite: true);
    }

    /// <summary>
    /// In a session of its own, so that Ctrl-C reaches this process alone. The tools of busybox cannot tie it to us, but then we are the
    /// first process of a container, with which all others end.
    /// </summary>
    private static string[] Wrapper()
    {
        List<string> words = [];
        if (ProgramPath.Find("setsid") is { } session)
            words.Add(session);
        if (ProgramPath.Find("setpriv") is { } tie && File.ResolveLinkTarget(tie, returnFinalTarget: true)?.Name != "busybox")
            words.AddRange([tie, "--pdeathsig", "KILL"]);
        return [.. words];
    }

    private Task<Process> StartAsync(NodePart part)
    {
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        foreach (var word in (string[])["-c", "exec \"$@\" >> \"$0\" 2>&1 < /dev/null", part.Log, .. _wrapper, part.Program, .. part.Arguments])
            start.ArgumentList.Add(word);
        foreach (var (name, value) in part.Environment)
            start.Environment[name] = value;
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(start)!);
            }
            catch (Exception fault)
            {
                started.SetException(fault);
            }
        });
        return started.Task;
    }

    private void Work()
    {
        foreach (var start in _work.GetConsumingEnumerable())
            start();
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}
