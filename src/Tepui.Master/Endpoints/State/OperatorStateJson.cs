using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Mesos.V1;
using Tepui.Endpoints.Json;
using Tepui.Kernel.Master.Views;
using Tepui.Kernel.Tasks;
using Tepui.Protocol.Json;

namespace Tepui.Master.Endpoints.State;

/// <summary>
/// GET_STATE and its parts as JSON, made while it is sent. Mesos writes these lists even when they are empty, where its JSON leaves
/// out empty lists otherwise: clients go through them without asking whether they are there.
/// </summary>
internal static class OperatorStateJson
{
    private static readonly WireJson TaskJson = WireJson.Of(Task.Descriptor);

    /// <summary>The whole response.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Response(OperatorStatePart part, MasterView view)
    {
        using var writer = new PieceWriter();
        writer.Json.WriteStartObject();
        writer.Json.WriteString("type", part.TypeName());
        foreach (ReadOnlyMemory<byte> piece in Member(writer, part, view).Concat(End(writer)))
        {
            yield return piece;
        }
    }

    /// <summary>The message GET_STATE answers with, alone.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> State(MasterView view)
    {
        using var writer = new PieceWriter();
        writer.Json.WriteStartObject();
        foreach (ReadOnlyMemory<byte> piece in Parts(writer, view).Concat(End(writer)))
        {
            yield return piece;
        }
    }

    private static IEnumerable<ReadOnlyMemory<byte>> End(PieceWriter writer)
    {
        writer.Json.WriteEndObject();
        foreach (ReadOnlyMemory<byte> piece in writer.Take())
        {
            yield return piece;
        }
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Parts(PieceWriter writer, MasterView view) =>
        Member(writer, OperatorStatePart.Tasks, view)
            .Concat(Member(writer, OperatorStatePart.Executors, view))
            .Concat(Member(writer, OperatorStatePart.Frameworks, view))
            .Concat(Member(writer, OperatorStatePart.Agents, view));

    private static IEnumerable<ReadOnlyMemory<byte>> Member(PieceWriter writer, OperatorStatePart part, MasterView view)
    {
        writer.Json.WriteStartObject(part.FieldName());
        IEnumerable<ReadOnlyMemory<byte>> content = part switch
        {
            OperatorStatePart.Tasks => Tasks(writer, "tasks", view, static framework => framework.Tasks)
                .Concat(Tasks(writer, "unreachable_tasks", view, static framework => framework.UnreachableTasks))
                .Concat(Tasks(writer, "completed_tasks", view, static framework => framework.CompletedTasks)),
            OperatorStatePart.Executors => Items(writer, "executors", view.AllFrameworks().SelectMany(static framework =>
                framework.Executors), static (json, executor) => json.WriteMessage(OperatorMessages.Of(executor.Agent, executor.Executor))),
            OperatorStatePart.Frameworks => Items(writer, "frameworks", view.Frameworks, WriteFramework)
                .Concat(Items(writer, "completed_frameworks", view.CompletedFrameworks, WriteFramework)),
            OperatorStatePart.Agents => Agents(writer, view)
                .Concat(Items(writer, "recovered_agents", view.RecoveredAgents, static (json, agent) => json.WriteMessage(agent))),
            _ => Parts(writer, view),
        };
        foreach (ReadOnlyMemory<byte> piece in content)
        {
            yield return piece;
        }

        writer.Json.WriteEndObject();
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Tasks(
        PieceWriter writer, string name, MasterView view, Func<FrameworkView, ViewList<TaskView>> choose)
    {
        writer.Json.WriteStartArray(name);
        foreach (ReadOnlyMemory<byte> piece in writer.Take())
        {
            yield return piece;
        }

        var pieces = new ListPieces<TaskView>(ViewForm.Json, WriteTask);
        foreach (FrameworkView framework in view.AllFrameworks())
        {
            foreach (ReadOnlyMemory<byte> piece in pieces.Of(choose(framework), writer))
            {
                yield return piece;
            }
        }

        writer.Json.WriteEndArray();
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Agents(PieceWriter writer, MasterView view)
    {
        writer.Json.WriteStartArray("agents");
        foreach (ReadOnlyMemory<byte> piece in writer.Take())
        {
            yield return piece;
        }

        var pieces = new ListPieces<AgentView>(ViewForm.Json, static (json, agent) => json.WriteMessage(OperatorMessages.Of(agent)));
        foreach (ReadOnlyMemory<byte> piece in pieces.Of(view.Agents, writer))
        {
            yield return piece;
        }

        writer.Json.WriteEndArray();
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Items<T>(
        PieceWriter writer, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        writer.Json.WriteStartArray(name);
        foreach (T[] some in items.Chunk(32))
        {
            foreach (T item in some)
            {
                write(writer.Json, item);
            }

            foreach (ReadOnlyMemory<byte> piece in writer.Take())
            {
                yield return piece;
            }
        }

        writer.Json.WriteEndArray();
    }

    private static void WriteFramework(Utf8JsonWriter json, FrameworkView framework) => json.WriteMessage(OperatorMessages.Of(framework));

    private static void WriteTask(Utf8JsonWriter json, TaskView task)
    {
        int size = TaskWire.SizeOf(task.Image);
        byte[] wire = ArrayPool<byte>.Shared.Rent(size);
        TaskWire.Write(task.Image, wire);
        TaskJson.Write(json, wire.AsSpan(0, size));
        ArrayPool<byte>.Shared.Return(wire);
    }
}
