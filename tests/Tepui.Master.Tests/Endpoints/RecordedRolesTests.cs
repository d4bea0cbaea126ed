using System;
using System.IO;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Tepui.Master.Tests.Hosting;

namespace Tepui.Master.Tests.Endpoints;

/// <summary>After the same UPDATE_WEIGHTS and UPDATE_QUOTA, the answers are those of a real Mesos 1.12, member for member.</summary>
public sealed class RecordedRolesTests
{
    [Theory]
    [InlineData("/weights", "upd-master-GET-weights")]
    [InlineData("/quota", "upd-master-GET-quota")]
    [InlineData("/roles", "upd-master-GET-roles")]
    [InlineData("GET_WEIGHTS", "upd-master-api-GET_WEIGHTS")]
    [InlineData("GET_QUOTA", "upd-master-api-GET_QUOTA")]
    [InlineData("GET_ROLES", "upd-master-api-GET_ROLES")]
    public async Task AnAnswer_IsWhatMesosAnswered(string what, string recording)
    {
        await using TestMaster master = await StartAsync();
        JsonNode ours = what[0] == '/' ? await master.GetJsonAsync(what)
            : JsonNode.Parse(await TextAsync(await master.PostJsonAsync("/api/v1", $$"""{"type":"{{what}}"}""")))!;
        JsonNode.DeepEquals(ours, JsonNode.Parse(Fixture(recording + ".json"))).ShouldBeTrue(ours.ToJsonString());
    }

    [Fact]
    public async Task AnOvercommit_IsRefusedAsMesosRefusedIt()
    {
        await using TestMaster master = await StartAsync();
        await using TestAgent agent = await TestAgent.RegisterAsync(master);
        HttpResponseMessage response = await master.PostJsonAsync("/api/v1", """
            {"type": "UPDATE_QUOTA", "update_quota": {"force": false, "quota_configs": [
              {"role": "ops", "guarantees": {"cpus": {"value": 1000}}, "limits": {"cpus": {"value": 1000}}}]}}
            """);
        ((int)response.StatusCode).ShouldBe(400);
        (await TextAsync(response)).ShouldBe(Fixture("upd-master-api-UPDATE_QUOTA-overcommit.txt"));
    }

    private static async Task<TestMaster> StartAsync()
    {
        TestMaster master = await TestMaster.StartAsync();
        foreach (string body in (string[])
        [
            """{"type": "UPDATE_WEIGHTS", "update_weights": {"weight_infos": [{"role": "dev", "weight": 2.5}]}}""",
            """
            {"type": "UPDATE_QUOTA", "update_quota": {"force": true, "quota_configs": [
              {"role": "dev", "guarantees": {"cpus": {"value": 1}}, "limits": {"cpus": {"value": 2}, "mem": {"value": 1024}}}]}}
            """,
        ])
        {
            (await TextAsync(await master.PostJsonAsync("/api/v1", body))).ShouldBeEmpty();
        }

        return master;
    }

    private static string Fixture(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", name));

    private static Task<string> TextAsync(HttpResponseMessage response) => response.Content.ReadAsStringAsync();
}
