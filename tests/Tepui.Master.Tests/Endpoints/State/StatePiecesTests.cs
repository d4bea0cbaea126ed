using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Tepui.Kernel.Master.Views;
using Tepui.Master.Endpoints.State;

namespace Tepui.Master.Tests.Endpoints.State;

public sealed class StatePiecesTests
{
    private readonly MasterView _view = SampleView.Of(agents: 70, frameworks: 3, tasks: 2);

    [Fact]
    public void State_IsOneObject_WithEverything_AndTheSameFromWhatWasKept()
    {
        JsonNode state = Parse(StatePieces.State(_view, static writer => writer.WriteString("id", "m")));

        state["id"]!.GetValue<string>().ShouldBe("m");
        state["slaves"]!.AsArray().Count.ShouldBe(70);
        state["recovered_slaves"]!.AsArray().Count.ShouldBe(1);
        state["frameworks"]!.AsArray().Select(static framework => framework!["tasks"]!.AsArray().Count).ShouldBe([140, 140, 140]);
        state["completed_frameworks"]!.AsArray().Select(static framework => framework!["completed_tasks"]!.AsArray().Count)
            .ShouldBe([140, 140, 140]);
        state["frameworks"]![1]!["tasks"]![139]!["id"]!.GetValue<string>().ShouldBe(_view.Frameworks[1].Tasks[139].Id.Value);
        state["orphan_tasks"]!.AsArray().ShouldBeEmpty();
        Parse(StatePieces.State(_view, static writer => writer.WriteString("id", "m"))).ToJsonString().ShouldBe(state.ToJsonString());
        _view.Agents.Part(0).Kept(ViewForm.State).ShouldNotBeNull();
    }

    [Fact]
    public void Agents_ShowTheirResourcesInFull()
    {
        JsonNode slaves = Parse(StatePieces.Agents(_view));

        slaves["slaves"]!.AsArray().Count.ShouldBe(70);
        slaves["slaves"]![0]!["unreserved_resources_full"]!.AsArray().Count.ShouldBe(4);
    }

    [Fact]
    public void Summary_CountsLiveFrameworksTasks()
    {
        JsonNode summary = Parse(SummaryPieces.Of(_view, "c"));

        summary["cluster"]!.GetValue<string>().ShouldBe("c");
        summary["slaves"]![0]!["TASK_RUNNING"]!.GetValue<int>().ShouldBe(6);
        summary["slaves"]![0]!["TASK_UNREACHABLE"]!.GetValue<int>().ShouldBe(3);
        summary["slaves"]![0]!["TASK_FINISHED"]!.GetValue<int>().ShouldBe(0, "completed frameworks are left out, as in Mesos");
        summary["slaves"]![0]!["framework_ids"]!.AsArray().Select(static id => id!.GetValue<string>()).ShouldBe(["live-0", "live-1", "live-2"]);
        summary["frameworks"]![2]!["TASK_RUNNING"]!.GetValue<int>().ShouldBe(140);
        summary["frameworks"]![2]!["slave_ids"]!.AsArray().Count.ShouldBe(70);
    }

    [Theory]
    [InlineData("", 100)]
    [InlineData("limit=-1", 843)]
    [InlineData("limit=-1&offset=840", 3)]
    [InlineData("limit=10&offset=840", 3)]
    [InlineData("limit=5", 5)]
    [InlineData("limit=1&limit=7", 7)]
    [InlineData("framework_id=live-1&limit=-1", 141)]
    [InlineData("framework_id=&limit=-1", 0)]
    [InlineData("offset=-1", 0)]
    [InlineData("offset=2147483647", 0)]
    [InlineData("limit=99999999999", 100)]
    public void Tasks_ArePaged(string query, int count) => TaskPage.Of(Query(query)).Of(_view).Count().ShouldBe(count);

    private static QueryCollection Query(string query) => new(query
        .Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(static pair => pair.Split('='))
        .GroupBy(static pair => pair[0])
        .ToDictionary(static group => group.Key, static group => new StringValues([.. group.Select(static pair => pair[1])])));

    private static JsonNode Parse(IEnumerable<ReadOnlyMemory<byte>> pieces) =>
        JsonNode.Parse(pieces.SelectMany(static piece => piece.ToArray()).ToArray(), null, new JsonDocumentOptions { MaxDepth = 64 })!;
}
