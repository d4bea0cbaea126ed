using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Testing;

namespace Tepui.EndToEnd.Tests.VirtualMachines;

/// <summary>
/// A machine with a kernel of its own (Debian's, emulated by QEMU), for what the kernel of the tests' machine does not have: controllers
/// of cgroups version 2, and XFS with quotas. It runs a script and ends; what it prints is what tests look at.
/// </summary>
public static class VirtualMachine
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(12);

    /// <summary>Why there is none here, or null.</summary>
    public static string? Missing { get; } =
        !File.Exists(Kernel) || !Directory.Exists(Modules) || !Programs("qemu-system-x86_64", "cpio", "mkfs.xfs")
            ? "needs QEMU, cpio, xfsprogs and a kernel on x64: run ./test without --no-install, as root"
            : null;

    private static string Modules => Repository.At(".tepui/test-deps/modules");

    private static string Kernel => Repository.At(".tepui/test-deps/vmlinuz");

    /// <summary>What the script printed.</summary>
    public static async Task<string> RunAsync(string script)
    {
        string folder = Directory.CreateTempSubdirectory("tepui-vm-").FullName;
        try
        {
            string path = Path.Combine(folder, "script");
            string disk = Path.Combine(folder, "initrd");
            await File.WriteAllTextAsync(path, script);
            _ = await RunAsync(Repository.At("eng/vm/make"), Harness.Programs.Tepui, path, disk);
            return await RunAsync(
                "qemu-system-x86_64", "-accel", "tcg,thread=multi", "-cpu", "max", "-smp", "2", "-m", "1500", "-nodefaults", "-no-user-config",
                "-display", "none", "-serial", "stdio", "-no-reboot", "-kernel", Kernel, "-initrd", disk,
                "-append", "console=ttyS0 panic=-1 quiet");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var bound = new CancellationTokenSource(Patience);
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var output = new StringBuilder();
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(bound.Token);
            while (await process.StandardOutput.ReadLineAsync(bound.Token) is { } line)
                output.Append(line).Append('\n');
            await process.WaitForExitAsync(bound.Token);
            return process.ExitCode == 0
                ? output.ToString()
                : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await errors}{output}");
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"{program} did not end within {Patience.TotalMinutes} minutes; until then it said:\n{output}", e);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    private static bool Programs(params string[] names)
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/sbin").Split(':');
        return names.All(name => folders.Any(folder => File.Exists(Path.Combine(folder, name))));
    }
}
