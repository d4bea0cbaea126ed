using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Testing.Images;

/// <summary>A real registry (Docker's own, as Debian has it) on a port of loopback. It ends by itself, should the test be killed.</summary>
public sealed class ImageRegistry : IAsyncDisposable
{
    private const string LongestLife = "1500";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] Programs = ["docker-registry", "skopeo", "timeout"];

    private readonly string? _credentials;
    private Process? _process;

    private ImageRegistry(string? credentials)
    {
        _credentials = credentials;
        Root = Directory.CreateTempSubdirectory("tepui-registry-").FullName;
    }

    /// <summary>Why none can be started here; null when one can.</summary>
    public static string? Missing { get; } = FindMissing();

    public string Root { get; }

    /// <summary>Host and port, as an image's name begins with it.</summary>
    public string Address { get; private set; } = "";

    /// <param name="htpasswd">A line of a password file with bcrypt; null for a registry open to all.</param>
    /// <param name="credentials">The same as <c>user:password</c>.</param>
    public static async Task<ImageRegistry> StartAsync(string? htpasswd = null, string? credentials = null)
    {
        var registry = new ImageRegistry(credentials);
        try
        {
            await registry.RunAsync(htpasswd);
            return registry;
        }
        catch
        {
            await registry.DisposeAsync();
            throw;
        }
    }

    /// <summary>Puts an image there and gives its whole name.</summary>
    /// <param name="options">More for skopeo copy.</param>
    public async Task<string> PushAsync(string name, byte[] archive, params string[] options)
    {
        string file = Path.Combine(Root, Guid.NewGuid().ToString("N") + ".tar");
        await File.WriteAllBytesAsync(file, archive);
        string[] credentials = _credentials is null ? [] : ["--dest-creds", _credentials];
        await RunAsync("skopeo", ["--insecure-policy", "copy", "-q", "--dest-tls-verify=false", .. credentials, .. options, $"docker-archive:{file}", $"docker://{Address}/{name}"]);
        File.Delete(file);
        return $"{Address}/{name}";
    }

    /// <summary>The file in which the registry keeps a blob.</summary>
    public string BlobFile(string digest) =>
        Path.Combine(Root, "data/docker/registry/v2/blobs/sha256", digest[7..9], digest[7..], "data");

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        Directory.Delete(Root, recursive: true);
    }

    public static async Task RunAsync(string program, string[] arguments)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {errors}{await output}");
    }

    private static string? FindMissing()
    {
        string[] path = (Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/sbin").Split(':');
        string[] missing = [.. Programs.Where(program => !path.Any(folder => File.Exists(Path.Combine(folder, program))))];
        return missing.Length == 0 ? null : $"needs {string.Join(", ", missing)}: run ./test without --no-install";
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private async Task RunAsync(string? htpasswd)
    {
        Address = $"127.0.0.1:{FreePort()}";
        string auth = "";
        if (htpasswd is not null)
        {
            string file = Path.Combine(Root, "htpasswd");
            await File.WriteAllTextAsync(file, htpasswd + "\n");
            auth = $"auth: {{htpasswd: {{realm: tests, path: {file}}}}}\n";
        }

        string configuration = Path.Combine(Root, "config.yml");
        await File.WriteAllTextAsync(
            configuration,
            $"version: 0.1\nlog: {{level: error}}\nstorage: {{filesystem: {{rootdirectory: {Root}/data}}}}\nhttp: {{addr: {Address}}}\n{auth}");
        var start = new ProcessStartInfo("sh", ["-c", "exec timeout -k 10 \"$1\" docker-registry serve \"$2\" > \"$0\" 2>&1 < /dev/null", Path.Combine(Root, "log"), LongestLife, configuration]);
        _process = Process.Start(start)!;
        using var late = new CancellationTokenSource(Patience);
        using var http = new HttpClient();
        while (true)
        {
            try
            {
                using HttpResponseMessage _ = await http.GetAsync(new Uri($"http://{Address}/v2/"), late.Token);
                return;
            }
            catch (HttpRequestException e)
            {
                if (_process.HasExited)
                    throw new InvalidOperationException("docker-registry does not start: " + await File.ReadAllTextAsync(Path.Combine(Root, "log")), e);
                await Task.Yield();
            }
        }
    }
}
