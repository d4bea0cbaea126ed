using System;
using System.Buffers;
using System.IO;
using System.Net;
using System.Text;
using Tepui.Client.Http;

namespace Tepui.Client.Tests.Http;

public class HttpAnswerReaderTests
{
    private const string Answers =
        "HTTP/1.1 202 Accepted\r\nDate: x\r\nContent-Length: 0\r\n\r\n" +
        "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\ncontent-length: 5\r\n\r\nhello" +
        "HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n" +
        "HTTP/1.1 202 Accepted\r\n\r\n";

    [Fact]
    public void TryRead_AnswersInAnyPieces_AreReadOneByOne()
    {
        var bytes = Encoding.ASCII.GetBytes(Answers);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var text = new StringBuilder();
            var start = new ReadOnlySequence<byte>(bytes, 0, cut);
            while (HttpAnswerReader.TryRead(ref start, out var answer))
            {
                Tell(text, answer);
            }

            var consumed = cut - (int)start.Length;
            var rest = new ReadOnlySequence<byte>(bytes, consumed, bytes.Length - consumed);
            while (HttpAnswerReader.TryRead(ref rest, out var answer))
            {
                Tell(text, answer);
            }

            rest.IsEmpty.ShouldBeTrue();
            text.ToString().ShouldBe("Accepted[]BadRequest[hello]Forbidden[abcde]Accepted[]");
        }
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH\r\n\r\n")]
    [InlineData("HTTP/1.1 abc OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n")]
    public void TryRead_NoHttp_IsAnError(string text)
    {
        Should.Throw<InvalidDataException>(() =>
        {
            var buffer = new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(text));
            HttpAnswerReader.TryRead(ref buffer, out _);
        });
    }

    [Fact]
    public void TryRead_AnyBytes_GiveAnAnswerOrWaitOrAnError()
    {
        var random = new Random(5);
        var bytes = Encoding.ASCII.GetBytes(Answers);
        for (var i = 0; i < 5000; i++)
        {
            var changed = bytes.AsSpan(0, random.Next(bytes.Length)).ToArray();
            for (var change = random.Next(5); change > 0 && changed.Length > 0; change--)
            {
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            }

            var buffer = new ReadOnlySequence<byte>(changed);
            try
            {
                while (HttpAnswerReader.TryRead(ref buffer, out _))
                {
                }
            }
            catch (InvalidDataException)
            {
                // The one exception it may throw.
            }
        }
    }

    private static void Tell(StringBuilder text, HttpAnswer answer) =>
        text.Append((HttpStatusCode)answer.StatusCode).Append('[').Append(Encoding.ASCII.GetString(answer.Body)).Append(']');
}
