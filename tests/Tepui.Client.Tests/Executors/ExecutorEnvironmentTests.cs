using System;
using System.Collections.Generic;
using Tepui.Client.Executors;

namespace Tepui.Client.Tests.Executors;

public class ExecutorEnvironmentTests
{
    [Fact]
    public void Read_AllThatMesosSets_IsThere()
    {
        var environment = Read(new()
        {
            ["MESOS_AGENT_ENDPOINT"] = "10.0.0.7:5051",
            ["MESOS_FRAMEWORK_ID"] = "8f:1 x-0000",
            ["MESOS_EXECUTOR_ID"] = "my executor",
            ["MESOS_CHECKPOINT"] = "1",
            ["MESOS_RECOVERY_TIMEOUT"] = "20mins",
            ["MESOS_SUBSCRIPTION_BACKOFF_MAX"] = "250ms",
            ["MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD"] = "7secs",
        });
        environment.Agent.ShouldBe(new Uri("http://10.0.0.7:5051"));
        environment.FrameworkId.Value.ShouldBe("8f:1 x-0000");
        environment.ExecutorId.Value.ShouldBe("my executor");
        environment.Checkpoint.ShouldBeTrue();
        environment.RecoveryTimeout.ShouldBe(TimeSpan.FromMinutes(20));
        environment.SubscriptionBackoffMax.ShouldBe(TimeSpan.FromMilliseconds(250));
        environment.ShutdownGracePeriod.ShouldBe(TimeSpan.FromSeconds(7));
    }

    [Fact]
    public void Read_WhatIsNeededAlone_HasMesosDefaults()
    {
        var environment = Read(Needed());
        environment.Checkpoint.ShouldBeFalse();
        environment.RecoveryTimeout.ShouldBe(TimeSpan.FromMinutes(15));
        environment.SubscriptionBackoffMax.ShouldBe(TimeSpan.FromSeconds(2));
        environment.ShutdownGracePeriod.ShouldBe(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Read_NothingSet_NamesAllThatIsMissing() =>
        Should.Throw<MesosException>(() => Read([])).Message.ShouldBe(
            "MESOS_AGENT_ENDPOINT is not set; MESOS_FRAMEWORK_ID is not set; MESOS_EXECUTOR_ID is not set: " +
            "an executor is started by a Mesos agent, which sets these");

    [Fact]
    public void Read_SeveralFaults_TellsThemAllAtOnce()
    {
        var variables = Needed();
        variables["MESOS_AGENT_ENDPOINT"] = "no where";
        variables["MESOS_EXECUTOR_ID"] = "";
        variables["MESOS_RECOVERY_TIMEOUT"] = "soon";
        variables["MESOS_SUBSCRIPTION_BACKOFF_MAX"] = "-2secs";
        variables["MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD"] = "5";
        Should.Throw<MesosException>(() => Read(variables)).Message.ShouldBe(
            "MESOS_AGENT_ENDPOINT: 'no where' is no host:port; MESOS_EXECUTOR_ID is not set; " +
            "MESOS_RECOVERY_TIMEOUT: 'soon' is no time such as 5secs; " +
            "MESOS_SUBSCRIPTION_BACKOFF_MAX: '-2secs' is no time such as 5secs; " +
            "MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD: '5' is no time such as 5secs: " +
            "an executor is started by a Mesos agent, which sets these");
    }

    [Theory]
    [InlineData("0ns", 0)]
    [InlineData("1.5secs", 1500)]
    [InlineData("2000us", 2)]
    [InlineData("1hrs", 3_600_000)]
    [InlineData("1days", 86_400_000)]
    [InlineData("1weeks", 604_800_000)]
    public void Read_ATimeInMesosNotation_IsThatTime(string text, double milliseconds)
    {
        var variables = Needed();
        variables["MESOS_RECOVERY_TIMEOUT"] = text;
        Read(variables).RecoveryTimeout.ShouldBe(TimeSpan.FromMilliseconds(milliseconds));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1/2secs")]
    [InlineData("1 secs")]
    [InlineData("1.2.3secs")]
    [InlineData("99999999999999weeks")]
    [InlineData("1fortnights")]
    public void Read_ATimeThatIsNone_IsAFaultUnlessEmpty(string text)
    {
        var variables = Needed();
        variables["MESOS_RECOVERY_TIMEOUT"] = text;
        if (text.Length == 0)
            Read(variables).RecoveryTimeout.ShouldBe(TimeSpan.FromMinutes(15));
        else
            Should.Throw<MesosException>(() => Read(variables)).Message.ShouldContain($"MESOS_RECOVERY_TIMEOUT: '{text}'");
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("true", true)]
    [InlineData("0", false)]
    [InlineData("", false)]
    public void Read_Checkpoint_IsOneOrTrue(string text, bool isSet)
    {
        var variables = Needed();
        variables["MESOS_CHECKPOINT"] = text;
        Read(variables).Checkpoint.ShouldBe(isSet);
    }

    private static Dictionary<string, string> Needed() => new()
    {
        ["MESOS_AGENT_ENDPOINT"] = "127.0.0.1:5051",
        ["MESOS_FRAMEWORK_ID"] = "F",
        ["MESOS_EXECUTOR_ID"] = "E",
    };

    private static ExecutorEnvironment Read(Dictionary<string, string> variables) =>
        ExecutorEnvironment.Read(name => variables.GetValueOrDefault(name));
}
