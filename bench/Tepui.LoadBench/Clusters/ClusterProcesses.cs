using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;

namespace Tepui.LoadBench.Clusters;

/// <summary>One master and one agent of 200 cpus, each a process of its own, in a new folder that is removed at the end.</summary>
internal sealed class ClusterProcesses : IDisposable
{
    private readonly string _folder;

    private ClusterProcesses(string folder, Process master, Process agent, int port)
    {
        _folder = folder;
        Master = master;
        Agent = agent;
        MasterUrl = new Uri($"http://127.0.0.1:{port}");
    }

    public Process Master { get; }

    public Process Agent { get; }

    public Uri MasterUrl { get; }

    /// <summary>Starts both at once; waits for neither.</summary>
    public static ClusterProcesses Start(ClusterOptions options, params string[] agentFlags)
    {
        var folder = Directory.CreateDirectory(Path.Combine(options.WorkDirectory, $"tepui-bench-{Guid.NewGuid():N}")).FullName;
        var port = FreePort();
        var program = Path.GetFullPath(options.Program);
        var master = Run(program, ["master", $"--port={port}", $"--work_dir={folder}/master", "--logging_level=WARNING"]);
        var agent = Run(program,
        [
            "agent", $"--master=127.0.0.1:{port}", "--port=0", $"--work_dir={folder}/agent", $"--runtime_dir={folder}/run",
            "--resources=cpus:200;mem:100000;disk:100000;ports:[31000-32000]", "--logging_level=WARNING", "--registration_backoff_factor=10ms", .. agentFlags,
        ]);
        return new ClusterProcesses(folder, master, agent, port);
    }

    /// <summary>Pids of the supervisor that belongs to this agent, and of what it started.</summary>
    public IReadOnlyList<int> ProcessesNaming() =>
        [.. Pids().Where(pid => pid != Agent.Id && pid != Master.Id && CommandLine(pid).Contains(_folder))];

    /// <summary>Its pid, once a task has run.</summary>
    public int Supervisor() => Pids().First(pid => CommandLine(pid).Contains($"Tepui.Supervisor.dll\0{_folder}", StringComparison.Ordinal));

    /// <summary>Tasks outlive their agent, and its supervisor when that is killed.</summary>
    public void KillTasks()
    {
        foreach (var pid in Pids().Where(pid => pid != Agent.Id && pid != Master.Id && Read(pid, "environ").Contains(_folder, StringComparison.Ordinal)))
            KillIfAlive(pid);
    }

    public void Dispose()
    {
        int[] others = [.. ProcessesNaming()];
        foreach (var process in new[] { Agent, Master })
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }

        foreach (var pid in others)
            KillIfAlive(pid);
        Directory.Delete(_folder, recursive: true);
    }

    private static IEnumerable<int> Pids() =>
        Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), out var pid) ? pid : 0)
            .Where(pid => pid > 0);

    private static void KillIfAlive(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
            process.WaitForExit();
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            // It ended by itself meanwhile.
        }
    }

    private static Process Run(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = false };
        return Process.Start(start)!;
    }

    private static string CommandLine(int pid) => Read(pid, "cmdline");

    private static string Read(int pid, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/{file}");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
