using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Tepui.Containerizer.Images;
using Tepui.Containerizer.Images.References;
using Tepui.Containerizer.Images.Registry;
using Tepui.Containerizer.Tests.Fetching.Sources;
using Tepui.Testing.Images;

namespace Tepui.Containerizer.Tests.Images.Registry;

/// <summary>What a registry may say to the byte: challenges, redirections, answers that break off or never come.</summary>
public sealed class RegistryConversationTests : IDisposable
{
    private const string Configuration = """{"config":{}}""";
    private const string Layer = "the layer's own bytes";

    private static readonly string ConfigurationDigest = ImageLayer.DigestOf(Encoding.ASCII.GetBytes(Configuration));
    private static readonly string LayerDigest = ImageLayer.DigestOf(Encoding.ASCII.GetBytes(Layer));

    private static readonly string Manifest =
        $$$"""{"schemaVersion":2,"config":{"digest":"{{{ConfigurationDigest}}}","size":{{{Configuration.Length}}}},"layers":[{"digest":"{{{LayerDigest}}}","size":{{{Layer.Length}}}}]}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("tepui-talk-").FullName;
    private readonly ConcurrentQueue<string> _heads = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task BearerToken_IsFetchedWithThePasswordAndSentToTheRegistryAlone()
    {
        string? elsewhere = null;
        await using ScriptedServer storage = Server(head =>
        {
            elsewhere = head;
            return ScriptedServer.Ok(Layer);
        });
        await using ScriptedServer tokens = Server(head =>
            head.Contains("Authorization: Basic bWU6c2VjcmV0", StringComparison.Ordinal) && head.Contains("scope=repository%3Aa%3Apull", StringComparison.Ordinal)
                ? ScriptedServer.Ok("""{"token":"T"}""")
                : "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        await using ScriptedServer registry = Server(head =>
            !head.Contains("Authorization: Bearer T", StringComparison.Ordinal)
                ? $"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer realm=\"http://{tokens.Authority}/token\",service=\"s\",scope=\"repository:a:pull\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                : head.Contains(LayerDigest, StringComparison.Ordinal) ? ScriptedServer.Redirect($"http://{storage.Authority}/x") : Answer(head));
        var options = new RegistryOptions
        {
            Registry = "http://" + registry.Authority,
            Credentials = DockerConfiguration.Parse("{\"auths\":{\"" + registry.Authority + "\":{\"auth\":\"bWU6c2VjcmV0\"}}}"),
        };

        string content = await PullAsync(options);

        content.ShouldBe(Layer);
        elsewhere!.ShouldNotContain("Authorization");
    }

    [Fact]
    public async Task BrokenOff_IsGoneOnWithWhereItStopped()
    {
        int asked = 0;
        await using ScriptedServer registry = Server(head =>
        {
            if (!head.Contains(LayerDigest, StringComparison.Ordinal))
                return Answer(head);
            return ++asked == 1
                ? $"HTTP/1.1 200 OK\r\nContent-Length: {Layer.Length}\r\nConnection: close\r\n\r\n{Layer[..5]}"
                : $"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 5-{Layer.Length - 1}/{Layer.Length}\r\nContent-Length: {Layer.Length - 5}\r\nConnection: close\r\n\r\n{Layer[5..]}";
        });

        (await PullAsync(Options(registry))).ShouldBe(Layer);

        _heads.Last().ShouldContain("Range: bytes=5-");
    }

    [Fact]
    public async Task BrokenOff_WhereRangesAreUnknown_BeginsAgain()
    {
        int asked = 0;
        await using ScriptedServer registry = Server(head =>
            head.Contains(LayerDigest, StringComparison.Ordinal) && ++asked == 1
                ? $"HTTP/1.1 200 OK\r\nContent-Length: {Layer.Length}\r\nConnection: close\r\n\r\n{Layer[..5]}"
                : Answer(head));

        (await PullAsync(Options(registry))).ShouldBe(Layer);
    }

    [Fact]
    public async Task WrongContent_IsRefusedAndForgotten()
    {
        await using ScriptedServer registry = Server(head =>
            head.Contains(LayerDigest, StringComparison.Ordinal) ? ScriptedServer.Ok(new string('x', Layer.Length)) : Answer(head));

        ImageException e = await Should.ThrowAsync<ImageException>(() => PullAsync(Options(registry)));

        e.Message.ShouldContain($"gives for {LayerDigest} is not that");
        new FileInfo(Path.Combine(_folder, "layer")).Length.ShouldBe(0);
    }

    [Fact]
    public async Task MoreThanTold_IsRefused()
    {
        await using ScriptedServer registry = Server(head =>
            head.Contains(LayerDigest, StringComparison.Ordinal) ? ScriptedServer.Ok(Layer + "!") : Answer(head));

        (await Should.ThrowAsync<ImageException>(() => PullAsync(Options(registry)))).Message.ShouldContain($"gives more than {Layer.Length} bytes");
    }

    [Fact]
    public async Task Stalled_IsGivenUp()
    {
        await using var registry = new ScriptedServer((_, _) => new TaskCompletionSource().Task);

        ImageException e = await Should.ThrowAsync<ImageException>(() => PullAsync(Options(registry) with { StallTimeout = TimeSpan.FromMilliseconds(200) }));

        e.Message.ShouldContain("gave nothing for 0.2 s");
    }

    [Theory]
    [InlineData("HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n", "too many pulls")]
    [InlineData("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", "answered 500")]
    [InlineData("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", "answered 403")]
    [InlineData("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer service=\"s\"\r\nContent-Length: 0\r\n\r\n", "names no token server")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: ftp://x/\r\nContent-Length: 0\r\n\r\n", "which is not followed")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "redirects without an end")]
    [InlineData("nonsense\r\n\r\n", "cannot reach")]
    public async Task WhatARegistryMayAnswer_IsOneLine(string answer, string told)
    {
        await using var registry = ScriptedServer.Of(answer);

        string message = (await Should.ThrowAsync<ImageException>(() => PullAsync(Options(registry)))).Message;

        message.ShouldContain(told);
        message.ShouldNotContain("\n");
    }

    private static RegistryOptions Options(ScriptedServer registry) => new() { Registry = "http://" + registry.Authority };

    private static string Answer(string head) => ScriptedServer.Ok(
        head.Contains("/manifests/", StringComparison.Ordinal) ? Manifest
        : head.Contains(ConfigurationDigest, StringComparison.Ordinal) ? Configuration
        : Layer);

    private ScriptedServer Server(Func<string, string> answer) => new((head, stream) =>
    {
        _heads.Enqueue(head);
        return stream.WriteAsync(Encoding.ASCII.GetBytes(answer(head))).AsTask();
    });

    private async Task<string> PullAsync(RegistryOptions options)
    {
        using var source = new RegistrySource(options, TimeProvider.System);
        using IImagePull pull = await source.FindAsync(ImageName.Parse("a"), credentials: null, default);
        await pull.FetchLayerAsync(pull.Manifest.Layers[0], Path.Combine(_folder, "layer"), default);
        return await File.ReadAllTextAsync(Path.Combine(_folder, "layer"));
    }
}
