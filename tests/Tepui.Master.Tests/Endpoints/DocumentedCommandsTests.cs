using System;
using System.Diagnostics;
using System.IO;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Tepui.Master.Tests.Hosting;

namespace Tepui.Master.Tests.Endpoints;

/// <summary>The ways to ask with curl that Mesos's docs/quota.md (of 1.12 and, for /quota, of 1.8) and docs/weights.md show.</summary>
public sealed class DocumentedCommandsTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("tepui-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Weights_AreSetAndShown()
    {
        await using TestMaster master = await TestMaster.StartAsync();
        Write("weights.json", """[{"role": "role1", "weight": 2.0}, {"role": "role2", "weight": 3.5}]""");

        (await RunAsync(master, "curl -s -w '%{http_code}' -d @weights.json -X PUT http://MASTER/weights")).ShouldBe("200");
        Same(
            await RunAsync(master, "curl -s -X GET http://MASTER/weights"),
            """[{"role": "role1", "weight": 2.0}, {"role": "role2", "weight": 3.5}]""");
    }

    [Fact]
    public async Task QuotaLimits_AreSetAndShown()
    {
        await using TestMaster master = await TestMaster.StartAsync();

        (await RunAsync(master, """
            curl -s -w '%{http_code}' --request POST \
                 --url http://MASTER/api/v1/ \
                 --header 'Content-Type: application/json' \
                 --data '{
                           "type": "UPDATE_QUOTA",
                           "update_quota": {
                             "force": false,
                             "quota_configs": [
                               {"role": "dev", "limits": {"cpus": {"value": 10}, "mem": {"value": 2048}, "disk": {"value": 4096}}},
                               {"role": "test", "limits": {"cpus": {"value": 1}, "mem": {"value": 256}, "disk": {"value": 512}}}
                             ]
                           }
                         }'
            """)).ShouldBe("200");
        Same(
            await RunAsync(master, """
                curl -s --request POST --url http://MASTER/api/v1/ --header 'Content-Type: application/json' \
                     --header 'Accept: application/json' --data '{ "type": "GET_QUOTA" }'
                """),
            """
            {"type": "GET_QUOTA", "get_quota": {"status": {
              "infos": [{"role": "dev"}, {"role": "test"}],
              "configs": [
                {"role": "dev", "limits": {"cpus": {"value": 10}, "disk": {"value": 4096}, "mem": {"value": 2048}}},
                {"role": "test", "limits": {"cpus": {"value": 1}, "disk": {"value": 512}, "mem": {"value": 256}}}]}}}
            """);
        JsonNode role = JsonNode.Parse(await RunAsync(master, "curl -s http://MASTER/roles"))!["roles"]![0]!;
        Same(role["quota"]!.ToJsonString(), """{"role": "dev", "guarantee": {}, "limit": {"cpus": 10, "disk": 4096, "mem": 2048}, "consumed": {}}""");
    }

    [Fact]
    public async Task QuotaGuarantees_AreSetShownAndRemoved()
    {
        await using TestMaster master = await TestMaster.StartAsync();
        Write("quota.json", """
            {"role": "role1", "force": true, "guarantee": [
              {"name": "cpus", "type": "SCALAR", "scalar": {"value": 12}},
              {"name": "mem", "type": "SCALAR", "scalar": {"value": 6144}}]}
            """);

        (await RunAsync(master, "curl -s -w '%{http_code}' -d @quota.json -X POST http://MASTER/quota")).ShouldBe("200");
        JsonNode status = JsonNode.Parse(await RunAsync(master, "curl -s -X GET http://MASTER/quota"))!;
        status["infos"]![0]!["role"]!.GetValue<string>().ShouldBe("role1");
        (await RunAsync(master, "curl -s -w '%{http_code}' -X DELETE http://MASTER/quota/role1")).ShouldBe("200");
        (await RunAsync(master, "curl -s -X GET http://MASTER/quota")).ShouldBe("{}");
    }

    private static void Same(string actual, string expected) =>
        JsonNode.DeepEquals(JsonNode.Parse(actual), JsonNode.Parse(expected)).ShouldBeTrue(actual);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_directory.FullName, name), text);

    private async Task<string> RunAsync(TestMaster master, string command)
    {
        string filled = command.Replace("MASTER", $"127.0.0.1:{master.Host.Port}", StringComparison.Ordinal);
        using Process process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", filled])
        {
            WorkingDirectory = _directory.FullName,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0);
        return output;
    }
}
