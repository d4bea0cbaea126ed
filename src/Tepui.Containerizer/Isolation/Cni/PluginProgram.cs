using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Containerizer.Isolation.Cni;

/// <summary>Runs a small program of the host to its end.</summary>
internal static class PluginProgram
{
    /// <summary>A lease by DHCP takes some seconds; a plug-in that takes minutes hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <param name="environment">Added to PATH, which is all that is inherited.</param>
    /// <exception cref="IOException">It could not be run, or did not end; the message says why.</exception>
    public static async Task<(int Status, string Output, string Errors)> RunAsync(
        string path,
        IReadOnlyList<string> arguments,
        IReadOnlyList<KeyValuePair<string, string>> environment,
        string input,
        CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(path, arguments)
        {
            WorkingDirectory = "/",
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string search = Environment.GetEnvironmentVariable("PATH") ?? "/usr/local/bin:/usr/bin:/bin";
        start.Environment.Clear();

        // iptables, which plug-ins run, is where a service's PATH may not lead.
        start.Environment["PATH"] = search + ":/usr/local/sbin:/usr/sbin:/sbin";
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        using var late = new CancellationTokenSource(Patience);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        using Process process = Start(start);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(either.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(either.Token);
            await FeedAsync(process, input, either.Token);
            await process.WaitForExitAsync(either.Token);
            return (process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            if (cancellation.IsCancellationRequested)
                throw;
            throw new IOException($"it did not end within {Patience.TotalMinutes:0} minutes", e);
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new IOException($"{start.FileName} cannot be run: {e.Message}", e);
        }
    }

    private static async Task FeedAsync(Process process, string input, CancellationToken cancellation)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(input), cancellation);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading; its answer says whether that was right.
        }
    }
}
