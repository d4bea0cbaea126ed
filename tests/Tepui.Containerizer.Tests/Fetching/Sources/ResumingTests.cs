using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Tasks;

namespace Tepui.Containerizer.Tests.Fetching.Sources;

/// <summary>Downloads that break off, and files that are to be what their URI says.</summary>
public sealed class ResumingTests : FetchingTest
{
    private const string Content = "0123456789";

    private readonly ConcurrentQueue<string> _heads = [];

    [Theory]
    [InlineData("ETag: \"one\"", "If-Range: \"one\"")]
    [InlineData("Last-Modified: Wed, 21 Oct 2015 07:28:00 GMT", "If-Range: Wed, 21 Oct 2015 07:28:00 GMT")]
    public async Task BrokenOff_GoesOnFromThere(string validator, string asked)
    {
        await using ScriptedServer server = Broken(validator, head =>
            $"HTTP/1.1 206 Part\r\nContent-Range: bytes 4-9/10\r\nContent-Length: 6\r\nConnection: close\r\n\r\n{Content[4..]}");
        await FetchAsync($"http://{server.Authority}/a");

        Read("a").ShouldBe(Content);
        _heads.Count.ShouldBe(2);
        _heads.Last().ShouldContain("Range: bytes=4-");
        _heads.Last().ShouldContain(asked);
    }

    [Fact]
    public async Task FileThatChanged_IsFetchedAnew()
    {
        await using ScriptedServer server = Broken("ETag: \"one\"", head => ScriptedServer.Ok("new"));
        await FetchAsync($"http://{server.Authority}/a");

        Read("a").ShouldBe("new");
    }

    [Theory]
    [InlineData("ETag: W/\"weak\"")]
    [InlineData("X-Nothing: 1")]
    public async Task WithoutAWayToTellThatItIsTheSame_IsNotGoneOnWith(string validator)
    {
        await using ScriptedServer server = Broken(validator, head => ScriptedServer.Ok(Content));

        (await FaultAsync($"http://{server.Authority}/a")).ShouldContain("the connection ended after 4 of 10 bytes");
        _heads.Count.ShouldBe(1);
    }

    [Fact]
    public async Task AnotherPartThanAskedFor_IsRefused()
    {
        await using ScriptedServer server = Broken("ETag: \"one\"", head =>
            "HTTP/1.1 206 Part\r\nContent-Range: bytes 0-5/10\r\nContent-Length: 6\r\nConnection: close\r\n\r\n012345");

        (await FaultAsync($"http://{server.Authority}/a")).ShouldContain("another part of the file");
    }

    [Fact]
    public async Task Digest_ThatIsRight_IsNoPartOfTheName()
    {
        await using var server = ScriptedServer.Of(ScriptedServer.Ok(Content));
        await FetchAsync($"http://{server.Authority}/a#sha256={Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Content)))}");

        Read("a").ShouldBe(Content);
    }

    [Fact]
    public async Task Digest_ThatIsWrong_IsAFault()
    {
        await using var server = ScriptedServer.Of(ScriptedServer.Ok(Content));

        (await FaultAsync($"http://{server.Authority}/a#sha256={new string('0', 64)}")).ShouldContain("its SHA-256 is 84d8");
        File.Exists(InSandbox("a")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("xyz")]
    [InlineData("")]
    public async Task Digest_ThatIsNone_IsAFault(string digest) =>
        (await FaultAsync($"http://localhost:1/a#sha256={digest}")).ShouldContain("write its 64 hexadecimal digits");

    /// <summary>Ends after four bytes, and answers the next request as said.</summary>
    private ScriptedServer Broken(string validator, Func<string, string> next) => new(async (head, stream) =>
    {
        _heads.Enqueue(head);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(_heads.Count == 1
            ? $"HTTP/1.1 200 OK\r\n{validator}\r\nContent-Length: 10\r\nConnection: close\r\n\r\n{Content[..4]}"
            : next(head)));
    });
}
