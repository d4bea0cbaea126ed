using System;
using System.Collections.Generic;
using System.Text.Json;
using Google.Protobuf;
using Mesos.V1.Master;
using Tepui.Endpoints.Json;
using Type = Mesos.V1.Master.Response.Types.Type;

namespace Tepui.Master.Endpoints;

/// <summary>
/// Responses whose lists Mesos writes even when they are empty, where its JSON leaves out empty lists otherwise: clients
/// go through them without asking whether they are there.
/// </summary>
internal static class OperatorJson
{
    /// <summary>The response as JSON, or null when it is none of those.</summary>
    public static ReadOnlyMemory<byte>? TryWrite(Response response) => response.Type switch
    {
        Type.GetTasks => Write("GET_TASKS", writer => Tasks(writer, response.GetTasks)),
        Type.GetExecutors => Write("GET_EXECUTORS", writer => Executors(writer, response.GetExecutors)),
        Type.GetFrameworks => Write("GET_FRAMEWORKS", writer => Frameworks(writer, response.GetFrameworks)),
        Type.GetAgents => Write("GET_AGENTS", writer => Agents(writer, response.GetAgents)),
        Type.GetState => Write("GET_STATE", writer => State(writer, response.GetState)),
        _ => default(ReadOnlyMemory<byte>?),
    };

    private static ReadOnlyMemory<byte> Write(string type, Action<Utf8JsonWriter> body) => JsonBody.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("type", type);
        body(writer);
        writer.WriteEndObject();
    });

    private static void State(Utf8JsonWriter writer, Response.Types.GetState state)
    {
        writer.WriteStartObject("get_state");
        Tasks(writer, state.GetTasks);
        Executors(writer, state.GetExecutors);
        Frameworks(writer, state.GetFrameworks);
        Agents(writer, state.GetAgents);
        writer.WriteEndObject();
    }

    private static void Tasks(Utf8JsonWriter writer, Response.Types.GetTasks tasks) => Lists(
        writer, "get_tasks", ("tasks", tasks.Tasks), ("unreachable_tasks", tasks.UnreachableTasks), ("completed_tasks", tasks.CompletedTasks));

    private static void Executors(Utf8JsonWriter writer, Response.Types.GetExecutors executors) =>
        Lists(writer, "get_executors", ("executors", executors.Executors));

    private static void Frameworks(Utf8JsonWriter writer, Response.Types.GetFrameworks frameworks) => Lists(
        writer, "get_frameworks", ("frameworks", frameworks.Frameworks), ("completed_frameworks", frameworks.CompletedFrameworks));

    private static void Agents(Utf8JsonWriter writer, Response.Types.GetAgents agents) => Lists(
        writer, "get_agents", ("agents", agents.Agents), ("recovered_agents", agents.RecoveredAgents));

    private static void Lists(Utf8JsonWriter writer, string name, params ReadOnlySpan<(string Name, IEnumerable<IMessage> Messages)> lists)
    {
        writer.WriteStartObject(name);
        foreach ((string listName, IEnumerable<IMessage> messages) in lists)
        {
            writer.WriteMessages(listName, messages);
        }

        writer.WriteEndObject();
    }
}
