using Tepui.ZooKeeper.Leaders;

namespace Tepui.ZooKeeper.Tests.Leaders;

public sealed class ElectionTests
{
    [Fact]
    public void Candidates_AreInOrderOfTheirNumbers_WhateverTheirLabels_AndOthersArePassedOver()
    {
        var election = new Election("/mesos", "json.info", ["info", ""]);

        election.Candidates(
            ["log_replicas", "json.info_0000000012", "info_0000000003", "0000000007", "tepui_registry", "other_0000000001", "json.info_12", "json.info_", ""])
            .ShouldBe(["info_0000000003", "0000000007", "json.info_0000000012"]);
    }

    [Fact]
    public void ALabelThatDoesNotCount_IsNoCandidate() =>
        new Election("/marathon", "member", []).Candidates(["json.info_0000000001", "0000000002", "member_0000000003"]).ShouldBe(["member_0000000003"]);

    [Theory]
    [InlineData("/", "/x")]
    [InlineData("/mesos/one", "/mesos/one/x")]
    public void At_IsBelowThePath(string path, string expected) => new Election(path, "member", []).At("x").ShouldBe(expected);

    [Theory]
    [InlineData("json.info_0000000012", true, "json.info", 12)]
    [InlineData("a_b_0000000001", true, "a_b", 1)]
    [InlineData("0000000001", true, "", 1)]
    [InlineData("json.info_-2147483648", true, "json.info", int.MinValue)]
    [InlineData("json.info_9999999999", false, "json.info", 0)]
    [InlineData("json.info_000000001x", false, "json.info", 0)]
    public void ANumber_IsWhatZooKeeperMakes(string node, bool isOne, string label, int number)
    {
        CandidateName.TryParse(node, out string foundLabel, out int foundNumber).ShouldBe(isOne);
        foundLabel.ShouldBe(label);
        foundNumber.ShouldBe(number);
    }
}
