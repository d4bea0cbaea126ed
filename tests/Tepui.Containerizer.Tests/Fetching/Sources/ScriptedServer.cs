using System;
using System.Collections.Concurrent;
using System.IO;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Tepui.Containerizer.Tests.Fetching.Sources;

/// <summary>Answers each connection with what a test makes of its request, to the byte, and closes it then.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly X509Certificate2? _certificate;
    private readonly Func<string, Stream, Task> _answer;
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Task _accepting;

    /// <param name="answer">Is given the request's head, and the stream to answer to.</param>
    public ScriptedServer(Func<string, Stream, Task> answer, X509Certificate2? certificate = null)
    {
        _answer = answer;
        _certificate = certificate;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>host:port.</summary>
    public string Authority => $"localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Always answers the same.</summary>
    public static ScriptedServer Of(string answer, X509Certificate2? certificate = null) =>
        new((_, stream) => stream.WriteAsync(Encoding.UTF8.GetBytes(answer)).AsTask(), certificate);

    public static string Ok(string body) => $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}";

    public static string Redirect(string location) =>
        $"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _connections.Add(ServeAsync(await _listener.AcceptSocketAsync(_stopping.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidOperationException or SocketException)
        {
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await using var plain = new NetworkStream(socket, ownsSocket: true);
            await using Stream stream = await SecuredAsync(plain);
            var head = new StringBuilder();
            byte[] buffer = new byte[4096];
            while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
            {
                int count = await stream.ReadAsync(buffer, _stopping.Token);
                if (count == 0)
                    return;
                head.Append(Encoding.ASCII.GetString(buffer, 0, count));
            }

            await _answer(head.ToString(), stream).WaitAsync(_stopping.Token);
            await stream.FlushAsync(_stopping.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or System.Security.Authentication.AuthenticationException)
        {
            // The client went away, or the test is over.
        }
    }

    private async Task<Stream> SecuredAsync(Stream plain)
    {
        if (_certificate is null)
            return plain;
        var secure = new SslStream(plain);
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stopping.Token);
        return secure;
    }
}
