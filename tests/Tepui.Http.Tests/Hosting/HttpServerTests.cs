using System;
using System.IO;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Tepui.Http.Hosting;
using Tepui.Http.Messages;
using Tepui.Http.Responses;
using Tepui.Http.Routing;

namespace Tepui.Http.Tests.Hosting;

public sealed class HttpServerTests : IAsyncLifetime
{
    private const int Limit = 1000;
    private TestServer _server = null!;

    public async Task InitializeAsync() => _server = await TestServer.StartAsync(Routes(), Limit);

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("GET /nosuchendpoint HTTP/1.1", "404 Not Found", "404 Not Found.")]
    [InlineData("GET /echo HTTP/1.1", "405 Method Not Allowed", "405 Method Not Allowed. Expecting one of { 'POST' }, but received 'GET'.")]
    [InlineData("GET /refused HTTP/1.1", "403 Forbidden", "not you")]
    [InlineData("GET /broken HTTP/1.1", "500 Internal Server Error", "500 Internal Server Error. The log has more.")]
    [InlineData("GET /text HTTP/1.1", "200 OK", "hello")]
    [InlineData("GET /text/?unknown=1 HTTP/1.1", "200 OK", "hello")]
    [InlineData("GET /slave(1)/text HTTP/1.1", "200 OK", "hello")]
    [InlineData("GET /slave%281%29/text HTTP/1.1", "200 OK", "hello")]
    public async Task ARequest_GetsItsAnswer(string request, string status, string body)
    {
        string answer = await RawHttp.ExchangeAsync(_server.Port, request);

        answer.ShouldStartWith($"HTTP/1.1 {status}\r\n");
        answer.ShouldContain("Content-Type: text/plain; charset=utf-8");
        answer.ShouldEndWith("\r\n\r\n" + body);
        answer.ShouldNotContain("Server:");
    }

    [Fact]
    public async Task A405_NamesTheMethods() =>
        (await RawHttp.ExchangeAsync(_server.Port, "GET /echo HTTP/1.1")).ShouldContain("\r\nAllow: POST\r\n");

    [Fact]
    public async Task AnExceptionOfAHandler_IsOneLogLine_AndNoStackTrace()
    {
        string answer = await RawHttp.ExchangeAsync(_server.Port, "GET /broken HTTP/1.1");

        answer.ShouldNotContain(" at ");
        _server.Log.ShouldHaveSingleItem().ShouldBe("GET /broken failed: InvalidOperationException: a bug");
    }

    [Fact]
    public async Task Head_SendsNoBody()
    {
        string answer = await RawHttp.ExchangeAsync(_server.Port, "HEAD /text HTTP/1.1");

        answer.ShouldContain("Content-Length: 5");
        answer.ShouldEndWith("\r\n\r\n");
    }

    [Theory]
    [InlineData(Limit, "200 OK")]
    [InlineData(Limit + 1, "413 Payload Too Large")]
    public async Task ABody_MayBeAsLongAsTheLimit(int length, string status) =>
        (await RawHttp.ExchangeAsync(_server.Port, "POST /echo HTTP/1.1", new string('x', length))).ShouldStartWith("HTTP/1.1 " + status);

    [Fact]
    public async Task AChunkedBodyBeyondTheLimit_Is413()
    {
        string body = $"{Limit + 1:x}\r\n{new string('x', Limit + 1)}\r\n0\r\n\r\n";
        using RawHttp raw = await RawHttp.SendAsync(
            _server.Port, "POST /echo HTTP/1.1\nHost: x\nTransfer-Encoding: chunked", Encoding.ASCII.GetBytes(body));

        string answer = await raw.ReadToEndAsync();

        answer.ShouldStartWith("HTTP/1.1 413 Payload Too Large");
        answer.ShouldContain("--max_request_body_bytes");
    }

    [Fact]
    public async Task AGzippedBody_IsInflated_UpToTheLimit()
    {
        (await PostGzipAsync(new string('x', 900))).ShouldEndWith(new string('x', 900));
        (await PostGzipAsync(new string('x', 100_000))).ShouldStartWith("HTTP/1.1 413 ");
    }

    [Fact]
    public async Task ABodyThatIsNoGzip_Is400()
    {
        using RawHttp raw = await RawHttp.SendAsync(
            _server.Port, "POST /echo HTTP/1.1\nHost: x\nConnection: close\nContent-Encoding: gzip\nContent-Length: 3", [1, 2, 3]);

        (await raw.ReadToEndAsync()).ShouldStartWith("HTTP/1.1 400 ");
    }

    [Fact]
    public async Task LongJson_IsCompressed_WhenTheClientTakesIt()
    {
        string plain = await RawHttp.ExchangeAsync(_server.Port, "GET /json HTTP/1.1");
        string packed = await RawHttp.ExchangeAsync(_server.Port, "GET /json HTTP/1.1\nAccept-Encoding: deflate, gzip");

        plain.ShouldNotContain("Content-Encoding");
        packed.ShouldContain("\r\nContent-Encoding: gzip\r\n");
        int start = packed.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        using var gzip = new GZipStream(new MemoryStream(Encoding.Latin1.GetBytes(packed[start..])), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        (await reader.ReadToEndAsync()).ShouldBe("\"" + new string('j', 2000) + "\"");
    }

    [Fact]
    public async Task APortInUse_IsOneLineThatNamesTheFlag()
    {
        var options = new HttpOptions { Port = _server.Port };

        ListenException exception = await Should.ThrowAsync<ListenException>(
            () => HttpServer.StartAsync(options, Routes(), NullLogger.Instance, CancellationToken.None));

        exception.Message.ShouldBe($"127.0.0.1:{_server.Port} is in use by another program: choose another port with --port");
    }

    [Fact]
    public async Task AnAddressThatIsNotOurs_IsOneLineThatNamesTheFlag()
    {
        var options = new HttpOptions { Address = IPAddress.Parse("192.0.2.1") };

        ListenException exception = await Should.ThrowAsync<ListenException>(
            () => HttpServer.StartAsync(options, Routes(), NullLogger.Instance, CancellationToken.None));

        exception.Message.ShouldContain("--ip");
        exception.InnerException.ShouldNotBeNull().ShouldBeAssignableTo<SocketException>();
    }

    [Fact]
    public async Task RequestsThatGoOn_EndWhenTheServerStops()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        RouteTable routes = new RouteTable("master").Get("/forever", async context =>
        {
            entered.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        TestServer server = await TestServer.StartAsync(routes);
        using RawHttp raw = await RawHttp.SendAsync(server.Port, "GET /forever HTTP/1.1\nHost: x");
        await entered.Task;

        await server.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10));

        server.Log.ShouldBeEmpty();
    }

    private static RouteTable Routes() => new RouteTable("slave(1)")
        .Get("/text", context => context.TextAsync(200, "hello"))
        .Get("/json", context => context.JsonAsync(Encoding.ASCII.GetBytes("\"" + new string('j', 2000) + "\"")))
        .Get("/refused", _ => throw RequestRefusedException.Forbidden("not you"))
        .Get("/broken", _ => throw new InvalidOperationException("a bug"))
        .Post("/echo", EchoAsync);

    private static async Task EchoAsync(HttpContext context)
    {
        string body = await RequestBody.ReadAsync(context, Limit, 0, static (_, bytes) => Encoding.UTF8.GetString(bytes));
        await context.TextAsync(200, body);
    }

    private async Task<string> PostGzipAsync(string body)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(body));
        }

        using RawHttp raw = await RawHttp.SendAsync(
            _server.Port,
            $"POST /echo HTTP/1.1\nHost: x\nConnection: close\nContent-Encoding: gzip\nContent-Length: {packed.Length}",
            packed.ToArray());
        return await raw.ReadToEndAsync();
    }
}
