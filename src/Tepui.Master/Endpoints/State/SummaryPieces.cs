using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Endpoints.Json;
using Tepui.Kernel.Master.Views;

namespace Tepui.Master.Endpoints.State;

/// <summary>/state-summary: agents and frameworks with how many tasks of each state they have, completed frameworks left out.</summary>
internal static class SummaryPieces
{
    public static IEnumerable<ReadOnlyMemory<byte>> Of(MasterView view, string? cluster)
    {
        var tallies = new TaskTallies(view.Frameworks);
        using var writer = new PieceWriter();
        writer.Json.WriteStartObject();
        writer.Json.WriteString("hostname", view.Info.Hostname);
        if (cluster is not null)
        {
            writer.Json.WriteString("cluster", cluster);
        }

        writer.Json.WriteStartArray("slaves");
        foreach (AgentView[] some in view.Agents.Chunk(50))
        {
            foreach (AgentView agent in some)
            {
                TaskTally tally = tallies.Of(agent.Id);
                AgentJson.Write(writer.Json, agent, full: false, json =>
                {
                    tally.Write(json);
                    json.WriteStrings("framework_ids", tally.Others);
                });
            }

            foreach (ReadOnlyMemory<byte> piece in writer.Take())
            {
                yield return piece;
            }
        }

        writer.Json.WriteEndArray();
        writer.Json.WriteStartArray("frameworks");
        foreach (FrameworkView framework in view.Frameworks)
        {
            TaskTally tally = tallies.Of(framework.Id);
            writer.Json.WriteStartObject();
            FrameworkJson.WriteSummary(writer.Json, framework);
            tally.Write(writer.Json);
            writer.Json.WriteStrings("slave_ids", tally.Others);
            writer.Json.WriteEndObject();
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
}
