using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Tepui.Http.Responses;

namespace Tepui.Http.Tests.Responses;

public sealed class PiecewiseBodyTests
{
    /// <summary>How long the pieces are: nothing, a few bytes, what just fits, what just does not, one large one, many.</summary>
    public static TheoryData<int[]> Shapes => new()
    {
        Array.Empty<int>(),
        new[] { 10, 1, 500 },
        new[] { 32 * 1024 },
        new[] { (32 * 1024) + 1 },
        new[] { 10, 200_000, 10 },
        Enumerable.Repeat(20_000, 40).ToArray(),
        Enumerable.Range(1, 400).Select(static number => number * 37 % 9000).ToArray(),
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Body_IsThePieces_InTheirOrder(int[] lengths)
    {
        var context = new DefaultHttpContext();
        var body = new MemoryStream();
        context.Response.Body = body;

        await context.PiecesAsync("text/plain", Pieces(lengths));

        context.Response.StatusCode.ShouldBe(200);
        context.Response.ContentType.ShouldBe("text/plain");
        body.ToArray().ShouldBe(All(lengths));
        long sum = lengths.Sum();
        context.Response.ContentLength.ShouldBe(sum <= 32 * 1024 ? sum : null);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Body_IsCompressed_WhenTheClientTakesGzip_AndItIsWorthIt(int[] lengths)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.AcceptEncoding = "deflate, gzip;q=0.5";
        var body = new MemoryStream();
        context.Response.Body = body;

        await context.PiecesAsync("text/plain", Pieces(lengths));

        bool compressed = lengths.Sum() >= 1024;
        context.Response.Headers.ContentEncoding.ToString().ShouldBe(compressed ? "gzip" : "");
        var plain = new MemoryStream();
        Stream read = new MemoryStream(body.ToArray());
        await (compressed ? new GZipStream(read, CompressionMode.Decompress) : read).CopyToAsync(plain);
        plain.ToArray().ShouldBe(All(lengths));
    }

    [Fact]
    public async Task Head_HasNoBody()
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "HEAD";
        var body = new MemoryStream();
        context.Response.Body = body;

        await context.PiecesAsync("text/plain", Pieces([100_000]));

        body.Length.ShouldBe(0);
    }

    /// <summary>All in one array that is written over each time: a piece that was not used in time shows.</summary>
    private static IEnumerable<ReadOnlyMemory<byte>> Pieces(int[] lengths)
    {
        byte[] shared = new byte[lengths.Append(0).Max()];
        byte next = 0;
        foreach (int length in lengths)
        {
            for (int index = 0; index < length; index++)
            {
                shared[index] = next++;
            }

            yield return shared.AsMemory(0, length);
        }
    }

    private static byte[] All(int[] lengths) => Pieces(lengths).SelectMany(static piece => piece.ToArray()).ToArray();
}
