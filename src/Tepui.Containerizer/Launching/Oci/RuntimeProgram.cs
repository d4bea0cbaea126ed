using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Containerizer.Launching.Oci;

/// <summary>A call of the runtime that the agent itself waits for.</summary>
internal static class RuntimeProgram
{
    /// <summary>Nothing is read, and what is written goes nowhere, whoever holds it open.</summary>
    private const string Silent = "exec \"$@\" < /dev/null > /dev/null 2>&1";

    /// <returns>Its exit status, as a shell has it.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> command, IReadOnlyList<KeyValuePair<string, string>> environment, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Silent, "sh", .. command]) { UseShellExecute = false, WorkingDirectory = "/" };
        start.Environment.Clear();
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        using Process process = Start(start);
        try
        {
            await process.WaitForExitAsync(cancellation);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }

        return process.ExitCode;
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new ContainerLaunchException($"the OCI runtime cannot be started: {e.Message}", e);
        }
    }
}
