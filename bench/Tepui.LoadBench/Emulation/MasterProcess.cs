using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading.Tasks;

namespace Tepui.LoadBench.Emulation;

/// <summary>A real master as a process of its own, with a new work directory that is removed at the end.</summary>
internal sealed class MasterProcess : IDisposable
{
    private readonly string _folder;

    private readonly string _program;
    private readonly string[] _flags;
    private Process _process = null!;
    private bool _isDead;

    private MasterProcess(string program, string folder, int port, string[] flags)
    {
        _program = program;
        _folder = folder;
        _flags = [$"--port={port}", $"--work_dir={folder}", "--logging_level=WARNING", .. flags];
        Url = new Uri($"http://127.0.0.1:{port}");
    }

    public Uri Url { get; }

    /// <summary>Resident memory in megabytes.</summary>
    public double ResidentMegabytes => Status("VmRSS:");

    public double PeakMegabytes => Status("VmHWM:");

    /// <summary>Processor time so far, in seconds.</summary>
    public double ProcessorSeconds
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <summary>Starts a master and waits until it answers.</summary>
    public static async Task<MasterProcess> StartAsync(string program, string workDirectory, params string[] flags)
    {
        var folder = Directory.CreateDirectory(Path.Combine(workDirectory, $"tepui-bench-{Guid.NewGuid():N}")).FullName;
        var master = new MasterProcess(Path.GetFullPath(program), folder, FreePort(), flags);
        await master.StartAsync();
        return master;
    }

    /// <summary>Kills it and starts another on the same registry.</summary>
    public async Task FailOverAsync()
    {
        End();
        await StartAsync();
    }

    /// <summary>kill -9.</summary>
    public void Kill() => End();

    /// <summary>Starts it again, where it was and with what is left of it.</summary>
    public Task ReviveAsync() => StartAsync();

    public void Dispose()
    {
        End();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartAsync()
    {
        _process = Process.Start(new ProcessStartInfo(_program, ["master", .. _flags]))!;
        _isDead = false;
        using var client = new HttpClient();
        for (var begun = Stopwatch.GetTimestamp(); ; await Task.Delay(10))
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(Url, "/health"));
                return;
            }
            catch (HttpRequestException) when (Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(20))
            {
                // Not up yet.
            }
        }
    }

    private void End()
    {
        if (_isDead)
            return;
        _isDead = true;
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private double Status(string name) =>
        (from line in File.ReadLines($"/proc/{_process.Id}/status")
         where line.StartsWith(name, StringComparison.Ordinal)
         select double.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture)).First() / 1024;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
