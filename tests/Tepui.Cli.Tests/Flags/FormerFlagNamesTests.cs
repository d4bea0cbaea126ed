using System;
using System.Collections.Generic;
using System.CommandLine;
using Tepui.Cli.Flags;
using Tepui.Master.Options;

namespace Tepui.Cli.Tests.Flags;

public class FormerFlagNamesTests
{
    [Fact]
    public void A_master_takes_the_names_that_agents_had_as_slaves()
    {
        var (options, faults) = Read(
            ["--slave_ping_timeout=3secs", "--max_slave_ping_timeouts=7", "--slave_removal_rate_limit=1/10mins", "--recovery_slave_removal_limit=50%"],
            new Dictionary<string, string> { ["MESOS_SLAVE_REREGISTER_TIMEOUT"] = "11mins" });

        faults.ShouldBeEmpty();
        options.AgentPingTimeout.ShouldBe(TimeSpan.FromSeconds(3));
        options.MaxAgentPingTimeouts.ShouldBe(7);
        options.AgentRemovalRateLimit.ShouldBe("1/10mins");
        options.RecoveryAgentRemovalLimit.ShouldBe("50%");
        options.AgentReregisterTimeout.ShouldBe(TimeSpan.FromMinutes(11));
    }

    [Fact]
    public void A_flag_by_both_its_names_is_given_twice() =>
        Read(["--slave_ping_timeout=3secs", "--agent_ping_timeout=3secs"], []).Faults.ShouldBe(["--agent_ping_timeout: given 2 times"]);

    [Fact]
    public void A_variable_is_named_as_it_was_set() =>
        Read([], new Dictionary<string, string> { ["MESOS_MAX_SLAVE_PING_TIMEOUTS"] = "many" }).Faults
            .ShouldBe(["MESOS_MAX_SLAVE_PING_TIMEOUTS of the environment (--max_agent_ping_timeouts): 'many' is not a whole number"]);

    private static (MasterOptions Options, List<string> Faults) Read(string[] arguments, Dictionary<string, string> environment)
    {
        var command = new RootCommand();
        var options = new FlagOptions<MasterOptions>(command);
        List<string> faults = [];
        return (options.Read(command.Parse(arguments), environment, faults), faults);
    }
}
