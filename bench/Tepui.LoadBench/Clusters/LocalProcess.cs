using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace Tepui.LoadBench.Clusters;

/// <summary>`tepui local`: a master and many agents in one process, in a new folder that is removed at the end.</summary>
internal sealed class LocalProcess : IDisposable
{
    private readonly string _folder;
    private readonly Process _process;

    private LocalProcess(string folder, Process process, int port)
    {
        _folder = folder;
        _process = process;
        MasterUrl = new Uri($"http://127.0.0.1:{port}");
    }

    public Uri MasterUrl { get; }

    public static LocalProcess Start(ClusterOptions options, int agents, string resources)
    {
        var folder = Directory.CreateDirectory(Path.Combine(options.WorkDirectory, $"tepui-bench-{Guid.NewGuid():N}")).FullName;
        var port = FreePort();
        var process = Process.Start(new ProcessStartInfo(Path.GetFullPath(options.Program),
        [
            "local", $"--port={port}", "--agent_port=0", $"--agents={agents}", $"--work_dir={folder}", $"--resources={resources}",
            "--logging_level=WARNING",
        ]))!;
        return new LocalProcess(folder, process, port);
    }

    /// <summary>Its supervisors end by themselves once they see that it is gone.</summary>
    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                Directory.Delete(_folder, recursive: true);
                return;
            }
            catch (IOException) when (attempt < 50)
            {
                Thread.Sleep(100);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
