using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Tepui.ZooKeeper;

namespace Tepui.Testing.ZooKeeper;

/// <summary>
/// A real server (Debian's package zookeeper) run by java, with its data in a folder of its own, in memory where there is
/// /dev/shm. It ends by itself after a while, should the test's process be killed.
/// </summary>
public sealed class ZooKeeperServer : IAsyncDisposable
{
    private const string LongestLife = "1500";
    private const string Jar = "/usr/share/java/zookeeper.jar";

    /// <summary>Where the server's log lines go to standard error; without it there are none.</summary>
    private const string LoggingJar = "/usr/share/java/slf4j-simple.jar";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly string[] _within;
    private Process? _process;

    private ZooKeeperServer(ServerAddress address, string configuration, string[] within)
    {
        Address = address;
        _within = within;
        Root = Directory.CreateDirectory(Path.Combine(
            Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), "tepui-zookeeper-" + Guid.NewGuid().ToString("N")[..12])).FullName;
        Directory.CreateDirectory(At("data"));
        File.WriteAllText(At("zoo.cfg"), configuration.Replace("FOLDER", At("data"), StringComparison.Ordinal));
    }

    /// <summary>Why no server can be started here; null when one can.</summary>
    public static string? Missing { get; } = FindMissing();

    public ServerAddress Address { get; }

    /// <summary>Its own files.</summary>
    public string Root { get; }

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>One on a free port of loopback that takes clients.</summary>
    /// <param name="tick">A session's time-out is at least two of them.</param>
    public static async Task<ZooKeeperServer> StartAsync(TimeSpan? tick = null)
    {
        var server = Make(new ServerAddress("127.0.0.1", LoopbackPorts.Take(1)[0]), 1, [], tick ?? TimeSpan.FromMilliseconds(200), []);
        try
        {
            server.Run();
            await server.WaitUntilServesAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <param name="id">Its number in the ensemble, from 1.</param>
    /// <param name="peers">"host:port:port" of all of them; empty: it stands alone.</param>
    /// <param name="within">A program and its arguments that runs it, such as ip netns exec NAME.</param>
    internal static ZooKeeperServer Make(ServerAddress address, int id, IReadOnlyList<string> peers, TimeSpan tick, string[] within)
    {
        string configuration =
            $"""
            tickTime={tick.TotalMilliseconds}
            initLimit=40
            syncLimit=10
            maxSessionTimeout=120000
            dataDir=FOLDER
            clientPort={address.Port}
            clientPortAddress={address.Host}
            maxClientCnxns=0
            admin.enableServer=false
            {string.Join('\n', peers.Select((peer, i) => $"server.{i + 1}={peer}"))}

            """;
        var server = new ZooKeeperServer(address, configuration, within);
        File.WriteAllText(Path.Combine(server.At("data"), "myid"), $"{id}\n");
        return server;
    }

    public ZooKeeperUrl Url(string path = "/", ZooKeeperCredentials? credentials = null) => new([Address], path, credentials);

    /// <summary>Starts it, or starts it again with the data it has.</summary>
    public void Run()
    {
        File.Delete(At("pid"));
        string[] arguments =
        [
            .. _within, "timeout", "-k", "1", LongestLife, "sh", "-c", "echo $$ > \"$0\"; exec \"$@\" >> \"${0%pid}log\" 2>&1 < /dev/null", At("pid"),
            "java", "-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Dzookeeper.forceSync=no",
            "-Dorg.slf4j.simpleLogger.showDateTime=true", "-cp", $"{Jar}:{LoggingJar}",
            "org.apache.zookeeper.server.quorum.QuorumPeerMain", At("zoo.cfg"),
        ];
        _process?.Dispose();
        _process = Process.Start(new ProcessStartInfo(arguments[0], arguments[1..]))!;
    }

    /// <summary>Waits until it answers a client; in an ensemble it does once there is a majority.</summary>
    public async Task WaitUntilServesAsync()
    {
        await using IZooKeeperSession session = ZooKeeperClient.Open(
            new ZooKeeperUrl([Address], "/"), Patience, TimeProvider.System, NullLogger.Instance);
        using var late = new CancellationTokenSource(Patience);
        try
        {
            Task answered = session.ExistsAsync("/", watch: false, late.Token);
            if (await Task.WhenAny(answered, _process!.WaitForExitAsync(late.Token)) != answered)
                throw new InvalidOperationException("it ended");
            await answered;
        }
        catch (Exception e) when (e is OperationCanceledException or ZooKeeperException or InvalidOperationException)
        {
            throw new InvalidOperationException($"ZooKeeper at {Address} does not start: {e.Message}\n{Log()}", e);
        }
    }

    /// <summary>kill -9, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        if (_process is not { HasExited: false })
            return;
        Signal("KILL");
        using var late = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(late.Token);
    }

    /// <summary>Its disk is replaced by an empty one; it must not run.</summary>
    public void LoseDisk() => Directory.Delete(Path.Combine(At("data"), "version-2"), recursive: true);

    /// <summary>It stands still: connections stay, nothing is answered.</summary>
    public void Pause() => Signal("STOP");

    public void Resume() => Signal("CONT");

    public string Log() => File.Exists(At("log")) ? string.Join('\n', File.ReadLines(At("log")).TakeLast(30)) : "";

    /// <summary>Whether its log says that it leads the ensemble now.</summary>
    public bool Leads() => File.Exists(At("log"))
        && File.ReadLines(At("log")).LastOrDefault(line =>
            line.Contains("LEADING", StringComparison.Ordinal) || line.Contains("FOLLOWING", StringComparison.Ordinal)
            || line.Contains("LOOKING", StringComparison.Ordinal)) is { } last
        && last.Contains("LEADING", StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process?.Dispose();
        Directory.Delete(Root, recursive: true);
    }

    private static string? FindMissing()
    {
        string[] path = (Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/sbin").Split(':');
        string[] missing = [.. ((string[])["java", "timeout"]).Where(program => !path.Any(folder => File.Exists(Path.Combine(folder, program))))];
        missing = File.Exists(Jar) ? missing : [.. missing, "zookeeper"];
        return missing.Length == 0 ? null : $"needs {string.Join(", ", missing)}: run ./test without --no-install";
    }

    private string At(string name) => Path.Combine(Root, name);

    private void Signal(string signal)
    {
        // Of java itself, which timeout started.
        string pid = File.Exists(At("pid")) ? File.ReadAllText(At("pid")).Trim() : "";
        if (pid.Length == 0)
        {
            _process!.Kill(entireProcessTree: true);
            return;
        }

        using Process kill = Process.Start("kill", [$"-{signal}", pid]);
        kill.WaitForExit();
    }
}
