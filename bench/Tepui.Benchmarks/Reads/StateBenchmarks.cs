using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Tepui.Kernel.Master.Views;
using Tepui.Master.Endpoints.State;
using Tepui.Master.Tests.Endpoints.State;

namespace Tepui.Benchmarks.Reads;

/// <summary>
/// Whole bodies of reads from a view, without sockets: 5 frameworks with 10 tasks on each of so many agents, and as many completed.
/// Beside them what the machine can do at all: copying as many bytes, and writing as many tasks' worth of JSON.
/// </summary>
[Config(typeof(QuickConfig))]
public class StateBenchmarks
{
    private readonly byte[] _target = new byte[64 * 1024];
    private MasterView _view = null!;

    [Params(2_000)]
    public int Agents { get; set; }

    [GlobalSetup]
    public void SetUp() => _view = SampleView.Of(Agents, frameworks: 5, tasks: 10);

    [Benchmark]
    public long State() => Send(StatePieces.State(_view, static _ => { }));

    [Benchmark]
    public long Summary() => Send(SummaryPieces.Of(_view, null));

    [Benchmark]
    public long GetStateJson() => Send(OperatorStateJson.Response(OperatorStatePart.State, _view));

    [Benchmark]
    public long GetStateProtobuf() => Send(OperatorStateProtobuf.Response(OperatorStatePart.State, _view));

    /// <summary>With nothing kept from an earlier read.</summary>
    [Benchmark]
    public long StateFirstRead()
    {
        foreach (FrameworkView framework in _view.AllFrameworks())
        {
            Forget(framework.Tasks, ViewForm.State);
            Forget(framework.CompletedTasks, ViewForm.State);
        }

        return State();
    }

    [Benchmark]
    public long GetStateJsonFirstRead()
    {
        foreach (FrameworkView framework in _view.AllFrameworks())
        {
            Forget(framework.Tasks, ViewForm.Json);
            Forget(framework.CompletedTasks, ViewForm.Json);
        }

        return GetStateJson();
    }

    /// <summary>The bytes of /state copied, from memory that is not in the cache.</summary>
    [Benchmark(Baseline = true)]
    public long Copy()
    {
        var from = new byte[64 * 1024 * 1024];
        for (int at = 0; at < from.Length; at += _target.Length)
        {
            from.AsSpan(at, _target.Length).CopyTo(_target);
        }

        return from.Length;
    }

    /// <summary>600 bytes of JSON for each task by Utf8JsonWriter, values at hand.</summary>
    [Benchmark]
    public long PlainWriter()
    {
        using var stream = new MemoryStream(_target.Length * 2);
        using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { SkipValidation = true });
        for (int task = 0; task < Agents * 100; task++)
        {
            writer.WriteStartObject();
            for (int member = 0; member < 20; member++)
            {
                writer.WriteString("a_member_key"u8, "a value of a"u8);
            }

            writer.WriteEndObject();
            if (stream.Length > _target.Length)
            {
                stream.SetLength(0);
            }
        }

        return Agents;
    }

    private static void Forget(ViewList<TaskView> tasks, ViewForm form)
    {
        foreach (ViewPart<TaskView> part in tasks.Parts)
        {
            part.Keep(form, null);
        }
    }

    private long Send(IEnumerable<ReadOnlyMemory<byte>> pieces)
    {
        long sent = 0;
        foreach (ReadOnlyMemory<byte> piece in pieces)
        {
            sent += piece.Length;
            for (ReadOnlySpan<byte> rest = piece.Span; !rest.IsEmpty;)
            {
                int count = Math.Min(rest.Length, _target.Length);
                rest[..count].CopyTo(_target);
                rest = rest[count..];
            }
        }

        return sent;
    }
}
