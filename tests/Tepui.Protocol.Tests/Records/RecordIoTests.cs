using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO.Pipelines;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using FsCheck;
using FsCheck.Fluent;
using Tepui.Protocol.Records;

namespace Tepui.Protocol.Tests.Records;

public class RecordIoTests
{
    [Fact]
    public void Write_PutsTheLengthAndANewlineBeforeTheRecord()
    {
        Encoded(["hello\n"u8.ToArray(), []]).ShouldBe("6\nhello\n0\n"u8.ToArray());
        RecordIo.HeaderSize(6).ShouldBe(2);
        RecordIo.HeaderSize(1000).ShouldBe(5);
    }

    [Fact]
    public void TryRead_AnyRecordsInAnyPieces_GivesTheRecords()
    {
        Prop.ForAll<byte[][], int[]>((given, cuts) =>
        {
            byte[][] records = [.. given.Select(record => record ?? [])];
            var stream = Encoded(records);
            var buffer = Pieces.Of(stream, [.. cuts.Select(cut => (int)((uint)cut % (stream.Length + 1))).Order()]);
            var read = new List<byte[]>();
            while (RecordIo.TryRead(ref buffer, out var record))
            {
                read.Add(record.ToArray());
            }

            buffer.IsEmpty.ShouldBeTrue();
            read.Count.ShouldBe(records.Length);
            read.Zip(records).ShouldAllBe(pair => pair.First.SequenceEqual(pair.Second));
        }).Check(Properties.Fixed(300));
    }

    [Fact]
    public void TryRead_RecordNotAllThere_LeavesTheBufferAsItWas()
    {
        var stream = "3\nabc"u8.ToArray();
        for (var length = 0; length < stream.Length; length++)
        {
            var buffer = new ReadOnlySequence<byte>(stream, 0, length);
            RecordIo.TryRead(ref buffer, out _).ShouldBeFalse();
            buffer.Length.ShouldBe(length);
        }
    }

    [Theory]
    [InlineData("x\n", "byte 1 of it is 0x78")]
    [InlineData("12 \n", "byte 3 of it is 0x20")]
    [InlineData("\n", "byte 1 of it is 0x0a")]
    [InlineData("-1\n", "byte 1 of it is 0x2d")]
    [InlineData("101\n", "at most 100")]
    [InlineData("99999999999999999999999999", "at most 100")]
    [InlineData("000000000000000000000000000000", "at most 100")]
    public void TryRead_MalformedLength_SaysWhatIsWrong(string stream, string fault)
    {
        Should.Throw<RecordException>(() =>
        {
            var buffer = new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(stream));
            RecordIo.TryRead(ref buffer, out _, maxRecordSize: 100);
        }).Message.ShouldContain(fault);
    }

    [Fact]
    public async Task ReadAllAsync_RecordsComeAsTheirBytesDo()
    {
        var pipe = new Pipe();
        await using var records = RecordReader.ReadAllAsync(pipe.Reader).GetAsyncEnumerator();
        await pipe.Writer.WriteAsync("1\na2\nb"u8.ToArray());
        (await records.MoveNextAsync()).ShouldBeTrue();
        Encoding.ASCII.GetString(records.Current).ShouldBe("a");
        var next = records.MoveNextAsync();
        next.IsCompleted.ShouldBeFalse();
        await pipe.Writer.WriteAsync("c"u8.ToArray());
        (await next).ShouldBeTrue();
        Encoding.ASCII.GetString(records.Current).ShouldBe("bc");
        await pipe.Writer.CompleteAsync();
        (await records.MoveNextAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task ReadAllAsync_EndInsideARecord_IsAnError()
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync("5\nab"u8.ToArray());
        await pipe.Writer.CompleteAsync();
        var exception = await Should.ThrowAsync<RecordException>(async () =>
        {
            await foreach (var _ in RecordReader.ReadAllAsync(pipe.Reader))
            {
            }
        });
        exception.Message.ShouldContain("ended inside a record");
    }

    private static byte[] Encoded(IEnumerable<byte[]> records)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var record in records)
        {
            RecordIo.Write(record, output);
        }

        return output.WrittenSpan.ToArray();
    }
}
