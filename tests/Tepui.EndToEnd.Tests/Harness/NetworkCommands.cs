using System;
using System.Diagnostics;

namespace Tepui.EndToEnd.Tests.Harness;

/// <summary>Runs ip, nft and their like to their end.</summary>
internal static class NetworkCommands
{
    public static (int Status, string Output) Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    public static void Must(string program, params string[] arguments)
    {
        var (status, output) = Run(program, arguments);
        if (status != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {output.Trim()}");
    }
}
