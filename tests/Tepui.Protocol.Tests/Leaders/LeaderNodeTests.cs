using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Protocol.Leaders;

namespace Tepui.Protocol.Tests.Leaders;

public sealed class LeaderNodeTests
{
    /// <summary>As a master of Mesos 1.12 writes it.</summary>
    private const string OfMesos = """
        {"address":{"hostname":"10.0.0.7","ip":"10.0.0.7","port":5050},"capabilities":[{"type":"AGENT_UPDATE"},{"type":"AGENT_DRAINING"},
        {"type":"QUOTA_V2"}],"hostname":"ten.example","id":"391994d0-e5fc-464a-ae38-97f79ae511e1","ip":117440522,"pid":"master@10.0.0.7:5050",
        "port":5050,"version":"1.12.0"}
        """;

    [Fact]
    public void WhatAMesosMasterWrites_IsRead()
    {
        MasterInfo info = LeaderNode.Read("json.info_0000000012", Encoding.UTF8.GetBytes(OfMesos), out string fault).ShouldNotBeNull();

        fault.ShouldBeEmpty();
        info.Id.ShouldBe("391994d0-e5fc-464a-ae38-97f79ae511e1");
        LeaderNode.EndpointOf(info).ShouldBe(("10.0.0.7", 5050));
    }

    [Fact]
    public void WhatIsWritten_HasTheMembersThatClientsOfMesosRead()
    {
        MasterInfo info = LeaderNode.Read("json.info_0000000012", Encoding.UTF8.GetBytes(OfMesos), out _)!;

        JsonNode written = JsonNode.Parse(LeaderNode.Write(info))!;

        JsonNode.DeepEquals(written, JsonNode.Parse(OfMesos)).ShouldBeTrue(written.ToJsonString());
    }

    [Fact]
    public void TheBinaryForm_IsRead()
    {
        var info = new MasterInfo { Id = "m", Ip = 0x0100007F, Port = 5050, Pid = "master@127.0.0.1:5050" };

        MasterInfo read = LeaderNode.Read("info_0000000001", info.ToByteArray(), out string fault).ShouldNotBeNull();

        fault.ShouldBeEmpty();
        LeaderNode.EndpointOf(read).ShouldBe(("127.0.0.1", 5050));
    }

    [Fact]
    public void TheOldestForm_IsAPid()
    {
        MasterInfo read = LeaderNode.Read("0000000001", "master@10.1.2.3:5050"u8, out _).ShouldNotBeNull();

        LeaderNode.EndpointOf(read).ShouldBe(("10.1.2.3", 5050));
    }

    [Theory]
    [InlineData("json.info_0000000001", "", "it is no MasterInfo in JSON: ")]
    [InlineData("json.info_0000000001", "hello", "it is no MasterInfo in JSON: ")]
    [InlineData("json.info_0000000001", "[]", "it is no MasterInfo in JSON: ")]
    [InlineData("json.info_0000000001", "{\"id\":\"m\"}", "it is no MasterInfo in JSON: ")]
    [InlineData("json.info_0000000001", "{\"id\":\"m\",\"ip\":16777343,\"port\":0}", "its MasterInfo has the port 0")]
    [InlineData("json.info_0000000001", "{\"id\":\"m\",\"ip\":0,\"port\":5050}", "its MasterInfo has no address")]
    [InlineData("info_0000000001", "{\"id\":\"m\"}", "it is no MasterInfo in protobuf: ")]
    [InlineData("0000000001", "10.1.2.3:5050", "it holds no pid of a master (master@IP:PORT)")]
    [InlineData("0000000001", "master@10.1.2.3:70000", "it holds no pid of a master (master@IP:PORT)")]
    public void Rubbish_GivesAReasonOfOneLine(string node, string data, string reason)
    {
        LeaderNode.Read(node, Encoding.UTF8.GetBytes(data), out string fault).ShouldBeNull();

        fault.ShouldStartWith(reason);
        fault.ShouldNotContain('\n');
    }
}
