using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Threading.Tasks;
using Tepui.Http.Streams;

namespace Tepui.Http.Tests.Streams;

public sealed class BatchWriterTests
{
    private readonly List<string> _written = [];
    private readonly Queue<TaskCompletionSource> _pending = [];
    private bool _slow;
    private int _failures;

    [Fact]
    public void Flush_WritesWhatWasGathered_AtOnce()
    {
        BatchWriter writer = Writer();
        Gather(writer, "a");
        Gather(writer, "b");
        _written.ShouldBeEmpty();

        writer.Flush();
        writer.Flush();

        _written.ShouldBe(["ab"]);
    }

    [Fact]
    public async Task WhatComesDuringAWrite_GoesTogetherAfterIt()
    {
        _slow = true;
        BatchWriter writer = Writer();
        Gather(writer, "a");
        writer.Flush();
        Gather(writer, "b");
        writer.Flush();
        Gather(writer, "c");
        writer.Flush();

        _written.ShouldBe(["a"]);
        _slow = false;
        _pending.Dequeue().SetResult();
        await writer.DrainAsync();

        _written.ShouldBe(["a", "bc"]);
    }

    [Fact]
    public void MoreThanTheLimit_CutsTheReaderOff_Once()
    {
        _slow = true;
        BatchWriter writer = Writer(limit: 4);
        Gather(writer, "a");
        writer.Flush();
        Gather(writer, "12345");
        Gather(writer, "6");

        writer.Overflowed.ShouldBeTrue();
        _failures.ShouldBe(1);
        _pending.Dequeue().SetResult();
        _written.ShouldBe(["a"]);
    }

    [Fact]
    public async Task DrainAsync_CompletesAfterTheLastWrite()
    {
        _slow = true;
        BatchWriter writer = Writer();
        Gather(writer, "a");

        Task drained = writer.DrainAsync();
        drained.IsCompleted.ShouldBeFalse();
        _pending.Dequeue().SetResult();

        await drained;
    }

    [Fact]
    public async Task AFailedWrite_IsTold_AndNothingIsWrittenAfterIt()
    {
        _slow = true;
        BatchWriter writer = Writer();
        Gather(writer, "a");
        Task drained = writer.DrainAsync();
        _pending.Dequeue().SetException(new IOException("gone"));
        await drained;

        Gather(writer, "b");
        writer.Flush();

        _written.ShouldBe(["a"]);
        _failures.ShouldBe(1);
    }

    private static void Gather(BatchWriter writer, string text) =>
        writer.Gather(text, static (text, output) => output.Write(Encoding.ASCII.GetBytes(text)));

    private BatchWriter Writer(int limit = 1000) => new(WriteAsync, limit, () => _failures++);

    private ValueTask WriteAsync(ReadOnlyMemory<byte> batch)
    {
        _written.Add(Encoding.ASCII.GetString(batch.Span));
        if (!_slow)
        {
            return ValueTask.CompletedTask;
        }

        var done = new TaskCompletionSource();
        _pending.Enqueue(done);
        return new ValueTask(done.Task);
    }
}
