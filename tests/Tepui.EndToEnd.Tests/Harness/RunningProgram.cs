using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.EndToEnd.Tests.Harness;

/// <summary>A real process with its output as lines.</summary>
public sealed class RunningProgram : IAsyncDisposable
{
    /// <summary>No step of a test takes this long on a busy machine; past it the test fails with what was printed.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly string _description;

    private RunningProgram(Process process, string description)
    {
        _process = process;
        _description = description;
    }

    public int Pid => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>All that was printed so far, standard output and error as they came.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
                return [.. _lines];
        }
    }

    public static RunningProgram Start(string path, IReadOnlyList<string> arguments, string folder)
    {
        var start = new ProcessStartInfo(path, arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        var program = new RunningProgram(new Process { StartInfo = start }, $"{path} {string.Join(' ', arguments)}");
        program._process.OutputDataReceived += (_, line) => program.Take(line.Data);
        program._process.ErrorDataReceived += (_, line) => program.Take(line.Data);
        program._process.Start();
        program._process.StandardInput.Close();
        program._process.BeginOutputReadLine();
        program._process.BeginErrorReadLine();
        return program;
    }

    /// <summary>Waits for a line, printed before or to come.</summary>
    public async Task<string> WaitForLineAsync(Func<string, bool> wanted)
    {
        using var patience = new CancellationTokenSource(Patience);
        for (var seen = 0; ;)
        {
            var lines = Lines;
            for (; seen < lines.Count; seen++)
            {
                if (wanted(lines[seen]))
                    return lines[seen];
            }

            try
            {
                await _arrived.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException waited)
            {
                throw new TimeoutException($"The awaited line did not come.\n{Report()}", waited);
            }
        }
    }

    public Task<string> WaitForLineAsync(string text) => WaitForLineAsync(line => line.Contains(text, StringComparison.Ordinal));

    /// <summary>Waits until it ends; answers its exit code.</summary>
    public async Task<int> WaitForExitAsync()
    {
        using var patience = new CancellationTokenSource(Patience * 2);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException waited)
        {
            throw new TimeoutException($"It did not end.\n{Report()}", waited);
        }

        return _process.ExitCode;
    }

    public void Signal(int signal) => Processes.Signal(_process.Id, signal).ShouldBe(0);

    /// <summary>kill -9; nothing happens when it has ended.</summary>
    public void Kill()
    {
        if (!_process.HasExited)
            _process.Kill();
    }

    /// <summary>What a failing test shows of it.</summary>
    public string Report() =>
        $"{_description}{(_process.HasExited ? $" (exit code {_process.ExitCode})" : "")}\n{string.Join('\n', Lines.TakeLast(60))}";

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _arrived.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
            return;
        lock (_lines)
            _lines.Add(line);
        _arrived.Release();
    }
}
