using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Testing.Docker;

/// <summary>
/// A real dockerd of the test's own: its data, its socket, its bridge and its containerd lie beside any other that the machine may
/// run. It ends by itself after a while, should the test's process be killed.
/// </summary>
public sealed class DockerDaemon : IAsyncDisposable
{
    /// <summary>The image that <see cref="StartAsync"/> imports.</summary>
    public const string Image = "tepui-test/busybox:latest";

    private const string LongestLife = "1500";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] Programs = ["dockerd", "containerd", "runc", "ip", "timeout", "busybox"];

    private readonly string _bridge;
    private readonly bool _liveRestore;
    private Process? _process;

    private DockerDaemon(bool liveRestore)
    {
        Root = Directory.CreateTempSubdirectory("tepui-dockerd-").FullName;
        _bridge = "tepui" + Path.GetFileName(Root)[^6..].ToLowerInvariant();
        _liveRestore = liveRestore;
        Engine = new DockerEngine(Socket);
    }

    /// <summary>Why no dockerd can be started here; null when one can.</summary>
    public static string? Missing { get; } = FindMissing();

    public string Root { get; }

    public string Socket => Path.Combine(Root, "docker.sock");

    /// <summary>The same API by other means than the code under test.</summary>
    public DockerEngine Engine { get; }

    /// <summary>Starts one that has <see cref="Image"/>.</summary>
    public static async Task<DockerDaemon> StartAsync(bool liveRestore = false)
    {
        var daemon = new DockerDaemon(liveRestore);
        try
        {
            daemon.AddBridge();
            await daemon.RunAsync();
            await daemon.Engine.ImportAsync(Image, BusyboxImage.Make());
            return daemon;
        }
        catch
        {
            await daemon.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it again after <see cref="KillAsync"/> or <see cref="StopAsync"/>.</summary>
    public async Task RunAsync()
    {
        using var written = new SemaphoreSlim(0);
        using var watcher = new FileSystemWatcher(Root, "log");
        watcher.Changed += (_, _) => written.Release();
        watcher.EnableRaisingEvents = true;
        await File.WriteAllTextAsync(At("log"), "");
        string name = Path.GetFileName(Root);
        string[] arguments =
        [
            "-k", "10", LongestLife, "dockerd", "--data-root", At("data"), "--exec-root", At("exec"), "--pidfile", At("pid"),
            "-H", "unix://" + Socket, "--containerd-namespace", name, "--containerd-plugins-namespace", name + "-plugins",
            "--bridge", _bridge, "--iptables=false", "--ip6tables=false", "--ip-masq=false",
            .. _liveRestore ? (string[])["--live-restore"] : [],
        ];
        var start = new ProcessStartInfo("sh") { ArgumentList = { "-c", "exec \"$@\" >> \"$0\" 2>&1 < /dev/null", At("log"), "timeout" } };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;

        // The socket is there before dockerd is ready.
        using var late = new CancellationTokenSource(Patience);
        try
        {
            Task ended = _process.WaitForExitAsync(late.Token);
            while (!(await File.ReadAllTextAsync(At("log"), late.Token)).Contains("API listen on", StringComparison.Ordinal))
            {
                if (await Task.WhenAny(written.WaitAsync(late.Token), ended) == ended)
                    throw new InvalidOperationException("it ended");
            }

            await Engine.PingAsync(late.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or InvalidOperationException)
        {
            throw new InvalidOperationException($"dockerd does not start: {e.Message}\n{Log()}", e);
        }
    }

    /// <summary>Kills it where it stands; its containers go on.</summary>
    public async Task KillAsync()
    {
        int containerd = int.Parse(await File.ReadAllTextAsync(At("exec/containerd/containerd.pid")), CultureInfo.InvariantCulture);
        await EndAsync("-KILL");

        // It ends with its dockerd, and the next one would take it for its own while it does.
        try
        {
            using var process = Process.GetProcessById(containerd);
            using var late = new CancellationTokenSource(Patience);
            await process.WaitForExitAsync(late.Token);
        }
        catch (ArgumentException)
        {
            // It has ended.
        }
    }

    /// <summary>Ends it in order: without live restore its containers end with it.</summary>
    public Task StopAsync() => EndAsync("-TERM");

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await Engine.RemoveAllAsync();
            await StopAsync();
        }

        KillWhatIsLeft();
        foreach (string mount in (await File.ReadAllLinesAsync("/proc/self/mounts")).Reverse().Select(line => line.Split(' ')[1])
            .Where(path => path.StartsWith(Root, StringComparison.Ordinal)))
        {
            Run("umount", "-l", mount);
        }

        Run("ip", "link", "del", _bridge);
        Engine.Dispose();
        _process?.Dispose();
        Directory.Delete(Root, recursive: true);
    }

    public string Log() => File.Exists(At("log")) ? string.Join('\n', File.ReadLines(At("log")).TakeLast(40)) : "";

    private static string? FindMissing()
    {
        if (!Environment.IsPrivilegedProcess)
            return "needs root to run a dockerd of its own";
        string[] path = (Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/sbin").Split(':');
        string[] missing = [.. Programs.Where(program => !path.Any(folder => File.Exists(Path.Combine(folder, program))))];
        return missing.Length == 0 ? null : $"needs {string.Join(", ", missing)}: run ./test without --no-install";
    }

    private static bool Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        _ = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private string At(string name) => Path.Combine(Root, name);

    /// <summary>A bridge of its own, in a network that no other uses.</summary>
    private void AddBridge()
    {
        if (!Run("ip", "link", "add", _bridge, "type", "bridge"))
            throw new InvalidOperationException($"no bridge {_bridge} can be made");
        int net = Random.Shared.Next(1, 255);
        Run("ip", "address", "add", string.Create(CultureInfo.InvariantCulture, $"10.213.{net}.1/24"), "dev", _bridge);
        Run("ip", "link", "set", _bridge, "up");
    }

    private async Task EndAsync(string signal)
    {
        using var late = new CancellationTokenSource(Patience);
        string pid = (await File.ReadAllTextAsync(At("pid"), late.Token)).Trim();
        Run("kill", signal, pid);
        await _process!.WaitForExitAsync(late.Token);
    }

    /// <summary>Shims and whatever else names the folder among its arguments.</summary>
    private void KillWhatIsLeft()
    {
        foreach (string process in Directory.EnumerateDirectories("/proc").Where(path => Path.GetFileName(path).All(char.IsDigit)))
        {
            try
            {
                if (File.ReadAllText(Path.Combine(process, "cmdline")).Contains(Root, StringComparison.Ordinal))
                    Run("kill", "-KILL", Path.GetFileName(process));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has ended.
            }
        }
    }
}
