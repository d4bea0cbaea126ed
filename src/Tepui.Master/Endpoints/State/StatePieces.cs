using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Mesos.V1;
using Tepui.Endpoints.Json;
using Tepui.Endpoints.Tasks;
using Tepui.Kernel;
using Tepui.Kernel.Master.Views;

namespace Tepui.Master.Endpoints.State;

/// <summary>The long bodies of the older endpoints, made while they are sent.</summary>
internal static class StatePieces
{
    /// <summary>/state: everything.</summary>
    /// <param name="head">Writes the first members, of the master itself.</param>
    public static IEnumerable<ReadOnlyMemory<byte>> State(MasterView view, Action<Utf8JsonWriter> head)
    {
        using var writer = new PieceWriter();
        writer.Json.WriteStartObject();
        head(writer.Json);
        IEnumerable<ReadOnlyMemory<byte>> members = Agents(writer, view, ViewForm.State)
            .Concat(Frameworks(writer, "frameworks", view.Frameworks))
            .Concat(Frameworks(writer, "completed_frameworks", view.CompletedFrameworks));
        foreach (ReadOnlyMemory<byte> piece in members)
        {
            yield return piece;
        }

        writer.Json.WriteStrings("orphan_tasks", []);
        writer.Json.WriteStrings("unregistered_frameworks", []);
        writer.Json.WriteEndObject();
        foreach (ReadOnlyMemory<byte> piece in writer.Take())
        {
            yield return piece;
        }
    }

    /// <summary>/slaves: all agents with all they have.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Agents(MasterView view)
    {
        using var writer = new PieceWriter();
        writer.Json.WriteStartObject();
        foreach (ReadOnlyMemory<byte> piece in Agents(writer, view, ViewForm.Full))
        {
            yield return piece;
        }

        writer.Json.WriteEndObject();
        foreach (ReadOnlyMemory<byte> piece in writer.Take())
        {
            yield return piece;
        }
    }

    /// <summary>/frameworks.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Frameworks(IEnumerable<FrameworkView> frameworks, IEnumerable<FrameworkView> completed)
    {
        using var writer = new PieceWriter();
        writer.Json.WriteStartObject();
        IEnumerable<ReadOnlyMemory<byte>> members = Frameworks(writer, "frameworks", frameworks)
            .Concat(Frameworks(writer, "completed_frameworks", completed));
        foreach (ReadOnlyMemory<byte> piece in members)
        {
            yield return piece;
        }

        writer.Json.WriteStrings("unregistered_frameworks", []);
        writer.Json.WriteEndObject();
        foreach (ReadOnlyMemory<byte> piece in writer.Take())
        {
            yield return piece;
        }
    }

    /// <summary>/tasks: one page.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Tasks(IEnumerable<TaskView> page)
    {
        using var writer = new PieceWriter();
        writer.Json.WriteStartObject();
        writer.Json.WriteStartArray("tasks");
        foreach (TaskView[] some in page.Chunk(50))
        {
            foreach (TaskView task in some)
            {
                writer.Json.WriteTask(task.Image);
            }

            foreach (ReadOnlyMemory<byte> piece in writer.Take())
            {
                yield return piece;
            }
        }

        writer.Json.WriteEndArray();
        writer.Json.WriteEndObject();
        foreach (ReadOnlyMemory<byte> piece in writer.Take())
        {
            yield return piece;
        }
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Agents(PieceWriter writer, MasterView view, ViewForm form)
    {
        bool full = form == ViewForm.Full;
        writer.Json.WriteStartArray("slaves");
        foreach (ReadOnlyMemory<byte> piece in writer.Take())
        {
            yield return piece;
        }

        var agents = new ListPieces<AgentView>(form, (json, agent) => AgentJson.Write(json, agent, full));
        foreach (ReadOnlyMemory<byte> piece in agents.Of(view.Agents, writer))
        {
            yield return piece;
        }

        writer.Json.WriteEndArray();
        writer.Json.WriteStartArray("recovered_slaves");
        foreach (AgentInfo[] some in view.RecoveredAgents.Chunk(100))
        {
            foreach (AgentInfo agent in some)
            {
                AgentJson.WriteRecovered(writer.Json, agent);
            }

            foreach (ReadOnlyMemory<byte> piece in writer.Take())
            {
                yield return piece;
            }
        }

        writer.Json.WriteEndArray();
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Frameworks(PieceWriter writer, string name, IEnumerable<FrameworkView> frameworks)
    {
        writer.Json.WriteStartArray(name);
        foreach (FrameworkView framework in frameworks)
        {
            writer.Json.WriteStartObject();
            FrameworkJson.WriteHead(writer.Json, framework);
            IEnumerable<ReadOnlyMemory<byte>> tasks = Tasks(writer, "tasks", framework.Tasks)
                .Concat(Tasks(writer, "unreachable_tasks", framework.UnreachableTasks))
                .Concat(Tasks(writer, "completed_tasks", framework.CompletedTasks));
            foreach (ReadOnlyMemory<byte> piece in tasks)
            {
                yield return piece;
            }

            writer.Json.WriteStartArray("offers");
            foreach (Offer[] some in framework.Offers.Chunk(100))
            {
                foreach (Offer offer in some)
                {
                    OfferJson.Write(writer.Json, offer);
                }

                foreach (ReadOnlyMemory<byte> piece in writer.Take())
                {
                    yield return piece;
                }
            }

            writer.Json.WriteEndArray();
            writer.Json.WriteStartArray("executors");
            foreach ((AgentId Agent, ExecutorInfo Executor)[] some in framework.Executors.Chunk(100))
            {
                foreach ((AgentId agent, ExecutorInfo executor) in some)
                {
                    ExecutorJson.Write(writer.Json, executor, agent);
                }

                foreach (ReadOnlyMemory<byte> piece in writer.Take())
                {
                    yield return piece;
                }
            }

            writer.Json.WriteEndArray();
            FrameworkJson.WriteTail(writer.Json, framework);
            writer.Json.WriteEndObject();
        }

        writer.Json.WriteEndArray();
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Tasks(PieceWriter writer, string name, ViewList<TaskView> tasks)
    {
        writer.Json.WriteStartArray(name);
        if (tasks.Count > 0)
        {
            foreach (ReadOnlyMemory<byte> piece in writer.Take())
            {
                yield return piece;
            }

            var pieces = new ListPieces<TaskView>(ViewForm.State, static (json, task) => json.WriteTask(task.Image));
            foreach (ReadOnlyMemory<byte> piece in pieces.Of(tasks, writer))
            {
                yield return piece;
            }
        }

        writer.Json.WriteEndArray();
    }
}
