using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Containerizer.Fetching;

namespace Tepui.Containerizer.Tests.Fetching.Sources;

public sealed class HttpDownloaderTests : FetchingTest
{
    [Fact]
    public async Task Http_IsFetched_AndUnpacked()
    {
        byte[] tar = Tar(Entry("f", "text"));
        await using var server = new ScriptedServer(async (_, stream) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {tar.Length}\r\n\r\n"));
            await stream.WriteAsync(tar);
        });

        await FetchAsync($"http://{server.Authority}/dir/a.tar");

        Read("f").ShouldBe("text");
        (await File.ReadAllBytesAsync(InSandbox("a.tar"))).ShouldBe(tar);
    }

    [Fact]
    public async Task Redirects_AreFollowed_AndTheNameIsTheUrisOwn()
    {
        await using var server = new ScriptedServer((head, stream) => stream.WriteAsync(Encoding.ASCII.GetBytes(
            head.StartsWith("GET /first ", StringComparison.Ordinal) ? ScriptedServer.Redirect("/second") : ScriptedServer.Ok(head.Split(' ')[1]))).AsTask());

        await FetchAsync($"http://{server.Authority}/first");

        Read("first").ShouldBe("/second");
    }

    [Fact]
    public async Task Credentials_AreSentToTheirServerOnly()
    {
        string? elsewhere = null;
        string? same = null;
        await using var other = new ScriptedServer((head, stream) =>
        {
            elsewhere = head;
            return stream.WriteAsync(Encoding.ASCII.GetBytes(ScriptedServer.Ok("x"))).AsTask();
        });
        await using var server = new ScriptedServer((head, stream) =>
        {
            bool first = head.StartsWith("GET /first ", StringComparison.Ordinal);
            same = first ? same : head;
            return stream.WriteAsync(Encoding.ASCII.GetBytes(
                ScriptedServer.Redirect(first ? "/second" : $"http://{other.Authority}/third"))).AsTask();
        });

        await FetchAsync($"http://me:open%20sesame@{server.Authority}/first");

        same.ShouldNotBeNull().ShouldContain("Authorization: Basic " + Convert.ToBase64String("me:open sesame"u8));
        elsewhere.ShouldNotBeNull().ShouldNotContain("Authorization");
        Read("stderr").ShouldNotContain("sesame");
    }

    [Theory]
    [InlineData("HTTP/1.1 404 Gone fishing\r\nContent-Length: 0\r\n\r\n", "the server answered HTTP 404 NotFound: see whether the file is there")]
    [InlineData("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n", "see to its access rights")]
    [InlineData("HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n", "see to the server")]
    [InlineData("HTTP/1.1 206 Part\r\nContent-Length: 1\r\n\r\nx", "a file is answered with 200")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfour", "the connection ended after 4 of 10 bytes")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfour\r\n", "the connection ended after 4 bytes")]
    [InlineData("SSH-2.0-OpenSSH\r\n\r\n", "does not answer in HTTP")]
    [InlineData("", "the connection ended after 0 bytes")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n", "it is redirected to 'file', which is not followed")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: /round\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "it is redirected more than 20 times")]
    public async Task WhatTheServerDoesWrong_IsToldWithTheUri(string answer, string told)
    {
        await using var server = ScriptedServer.Of(answer);
        string uri = $"http://{server.Authority}/f";

        string message = await FaultAsync(uri);

        message.ShouldContain($"'{uri}': ");
        message.ShouldContain(told);
        File.Exists(InSandbox("f")).ShouldBeFalse();
    }

    [Fact]
    public async Task NobodyListens_IsTold()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        (await FaultAsync($"http://localhost:{port}/f")).ShouldContain($"cannot connect to localhost:{port}: Connection refused; see whether the server runs");
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfour")]
    public async Task ServerThatHangs_IsGivenUpAfterTheStallTimeout(string beginning)
    {
        var asked = new TaskCompletionSource();
        await using var server = new ScriptedServer(async (_, stream) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(beginning));
            asked.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, Bound);
        });
        Task<string> fault = FaultAsync($"http://{server.Authority}/f");
        await asked.Task.WaitAsync(Bound);

        Time.Advance(TimeSpan.FromSeconds(59.9));
        fault.IsCompleted.ShouldBeFalse();
        Time.Advance(TimeSpan.FromSeconds(0.2));

        string message = await fault;
        message.ShouldContain("nothing came for 60 s after ");
        message.ShouldContain("see to the server, or raise --fetcher_stall_timeout");
    }

    [Fact]
    public async Task Cancelled_WhileAServerHangs_NothingGoesOn()
    {
        var asked = new TaskCompletionSource();
        var gone = new TaskCompletionSource();
        await using var server = new ScriptedServer(async (_, stream) =>
        {
            asked.SetResult();
            byte[] buffer = new byte[1];
            while (await stream.ReadAsync(buffer, Bound) > 0)
            {
            }

            gone.SetResult();
        });
        using var killed = new CancellationTokenSource();
        Task fetch = new Fetcher(Options, Time).FetchAsync([Uri($"http://{server.Authority}/f")], Sandbox, user: null, killed.Token);
        await asked.Task.WaitAsync(Bound);

        await killed.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => fetch);
        await gone.Task.WaitAsync(Bound);
        NothingIsLeftHalfDone();
    }

    [Fact]
    public async Task Downloads_RunSomeAtATime()
    {
        int now = 0;
        int most = 0;
        var four = new TaskCompletionSource();
        await using var server = new ScriptedServer(async (_, stream) =>
        {
            int running = Interlocked.Increment(ref now);
            InterlockedMax(ref most, running);
            if (running == Options.Concurrency)
                four.TrySetResult();
            await four.Task;
            Interlocked.Decrement(ref now);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(ScriptedServer.Ok("x")));
        });

        string[] uris = [.. Enumerable.Range(0, 12).Select(i => $"http://{server.Authority}/f{i}")];
        await FetchAsync(uris);

        most.ShouldBe(Options.Concurrency);
    }

    [Fact]
    public async Task Https_WithATrustedCertificate_IsFetched()
    {
        using X509Certificate2 certificate = CertificateFor("localhost");
        Options = Options with { TrustedAuthorities = [certificate] };
        await using var server = ScriptedServer.Of(ScriptedServer.Ok("over TLS"), certificate);

        await FetchAsync($"https://{server.Authority}/f");

        Read("f").ShouldBe("over TLS");
    }

    [Theory]
    [InlineData("localhost", false, "the certificate of localhost is not trusted: ")]
    [InlineData("elsewhere.example", true, "the certificate of localhost is not trusted: it is for another name")]
    public async Task Https_WithACertificateThatIsNotTrusted_IsRefused(string name, bool trusted, string told)
    {
        using X509Certificate2 certificate = CertificateFor(name);
        if (trusted)
            Options = Options with { TrustedAuthorities = [certificate] };
        await using var server = ScriptedServer.Of(ScriptedServer.Ok("x"), certificate);

        string message = await FaultAsync($"https://{server.Authority}/f");

        message.ShouldContain(told);
        message.ShouldContain("install its authority's certificate on this agent, or see to the server's");
    }

    [Fact]
    public async Task Https_RedirectedToHttp_IsNotFollowed()
    {
        using X509Certificate2 certificate = CertificateFor("localhost");
        Options = Options with { TrustedAuthorities = [certificate] };
        await using var server = ScriptedServer.Of(ScriptedServer.Redirect("http://localhost/f"), certificate);

        (await FaultAsync($"https://{server.Authority}/f")).ShouldContain("it is redirected from https to plain http, which is not followed");
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (int seen = most; value > seen; seen = most)
            _ = Interlocked.CompareExchange(ref most, value, seen);
    }

    private static X509Certificate2 CertificateFor(string name)
    {
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), password: null);
    }
}
