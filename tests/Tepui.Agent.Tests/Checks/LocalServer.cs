using System;
using System.Collections.Concurrent;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Agent.Tests.Checks;

/// <summary>Answers GETs on a loopback port with whatever bytes a test says, or never.</summary>
internal sealed class LocalServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly Func<string, string?> _answer;
    private readonly X509Certificate2? _certificate;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _serving;

    /// <param name="answer">The whole answer to a path; null for none ever.</param>
    public LocalServer(Func<string, string?> answer, bool secure = false, bool ipv6 = false)
    {
        _answer = answer;
        _certificate = secure ? SelfSigned() : null;
        _listener = new TcpListener(ipv6 ? IPAddress.IPv6Loopback : IPAddress.Loopback, 0);
        _listener.Start();
        _serving = ServeAsync();
    }

    public uint Port => (uint)((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>First lines and headers, as they came.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    public static string Ok(string status = "200 OK", string headers = "") =>
        $"HTTP/1.1 {status}\r\n{headers}Content-Length: 2\r\n\r\nok";

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _serving;
        _certificate?.Dispose();
        _stopping.Dispose();
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=nobody", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1));
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
                _ = TalkAsync(await _listener.AcceptTcpClientAsync(_stopping.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using TcpClient owned = client;
        try
        {
            await using Stream stream = await OpenAsync(client);
            var request = new StringBuilder();
            byte[] buffer = new byte[4096];
            while (!request.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
            {
                int read = await stream.ReadAsync(buffer, _stopping.Token);
                if (read == 0)
                    return;
                request.Append(Encoding.ASCII.GetString(buffer, 0, read));
            }

            Requests.Enqueue(request.ToString());
            string path = request.ToString().Split(' ')[1];
            if (_answer(path) is { } answer)
                await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), _stopping.Token);
            else
                await Task.Delay(Timeout.InfiniteTimeSpan, _stopping.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // Whoever asked has gone.
        }
    }

    private async Task<Stream> OpenAsync(TcpClient client)
    {
        if (_certificate is null)
            return client.GetStream();
        var secure = new SslStream(client.GetStream());
        await secure.AuthenticateAsServerAsync(_certificate);
        return secure;
    }
}
