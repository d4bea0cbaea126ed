using System.Diagnostics;

namespace Tepui.Cli.Images;

/// <summary>What programs of this machine say.</summary>
internal static class Tools
{
    /// <summary>Starts a program and returns what it writes to its standard output.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">There is no such program.</exception>
    public static string Ask(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C";
        using Process process = Process.Start(start)!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    /// <summary>The tools that a busybox holds, less the one that would be a link to itself.</summary>
    public static string[] Of(string busyBox) => System.Array.FindAll(
        Ask(busyBox, "--list").Split('\n', System.StringSplitOptions.RemoveEmptyEntries), name => name != "busybox");
}
