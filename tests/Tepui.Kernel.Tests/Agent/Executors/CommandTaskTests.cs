using System.Collections.Generic;
using System.Linq;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Kernel.Agent;

namespace Tepui.Kernel.Tests.Agent.Executors;

public sealed class CommandTaskTests
{
    [Fact]
    public void A_shell_command_is_a_script_for_sh()
    {
        LaunchContainer launch = Launch(new CommandInfo { Value = "echo $A", Arguments = { "ignored" } });

        launch.Executable.ShouldBe("/bin/sh");
        launch.Argv.ShouldBe(["sh", "-c", "echo $A"]);
    }

    [Fact]
    public void Without_a_shell_the_arguments_are_the_whole_argv()
    {
        LaunchContainer launch = Launch(new CommandInfo { Shell = false, Value = "/bin/busybox", Arguments = { "ls", "-l" } });

        launch.Executable.ShouldBe("/bin/busybox");
        launch.Argv.ShouldBe(["ls", "-l"]);
    }

    [Fact]
    public void The_environment_is_what_a_task_of_Mesos_finds()
    {
        TaskInfo task = AgentScenario.Task("t");
        task.Command.Environment = Variables(("A", "1"), ("PATH", "/mine"), ("A", "2"));

        Dictionary<string, string> environment = Environment(task, AgentScenario.FrameworkInfo());

        environment["A"].ShouldBe("2");
        environment["PATH"].ShouldBe("/mine");
        environment["LIBPROCESS_IP"].ShouldBe("127.0.0.1");
        environment["MESOS_FRAMEWORK_ID"].ShouldBe("F");
        environment["MESOS_EXECUTOR_ID"].ShouldBe("t");
        environment["MESOS_SLAVE_ID"].ShouldBe("S0");
        environment["MESOS_SANDBOX"].ShouldStartWith("/work_dir/slaves/S0/frameworks/F/executors/t/runs/");
        environment["MESOS_DIRECTORY"].ShouldBe(environment["MESOS_SANDBOX"]);
        environment["MESOS_CHECKPOINT"].ShouldBe("0");
        environment["MESOS_ALLOCATION_ROLE"].ShouldBe("dev");
        environment.ShouldNotContainKey("MESOS_RECOVERY_TIMEOUT");
    }

    [Fact]
    public void A_framework_that_checkpoints_finds_the_recovery_timeout_too()
    {
        FrameworkInfo framework = AgentScenario.FrameworkInfo();
        framework.Checkpoint = true;

        Dictionary<string, string> environment = Environment(AgentScenario.Task("t"), framework);

        environment["MESOS_CHECKPOINT"].ShouldBe("1");
        environment["MESOS_RECOVERY_TIMEOUT"].ShouldBe("15mins");
    }

    [Fact]
    public void A_secret_of_type_value_is_resolved()
    {
        TaskInfo task = AgentScenario.Task("t");
        task.Command.Environment = new Mesos.V1.Environment
        {
            Variables =
            {
                new Mesos.V1.Environment.Types.Variable
                {
                    Name = "PASSWORD",
                    Type = Mesos.V1.Environment.Types.Variable.Types.Type.Secret,
                    Secret = new Secret
                    {
                        Type = Secret.Types.Type.Value,
                        Value = new Secret.Types.Value { Data = ByteString.CopyFromUtf8("hush") },
                    },
                },
            },
        };

        Environment(task, AgentScenario.FrameworkInfo())["PASSWORD"].ShouldBe("hush");
    }

    [Fact]
    public void A_secret_by_reference_is_refused_by_name()
    {
        AgentScenario agent = AgentScenario.Registered();
        TaskInfo task = AgentScenario.Task("t");
        task.Command.Environment = new Mesos.V1.Environment
        {
            Variables =
            {
                new Mesos.V1.Environment.Types.Variable
                {
                    Name = "PASSWORD",
                    Type = Mesos.V1.Environment.Types.Variable.Types.Type.Secret,
                    Secret = new Secret
                    {
                        Type = Secret.Types.Type.Reference,
                        Reference = new Secret.Types.Reference { Name = "vault/x" },
                    },
                },
            },
        };

        agent.Run(task);

        agent.Launches.ShouldBeEmpty();
        agent.LastStatus.Message.ShouldContain("vault/x");
        agent.LastStatus.Message.ShouldContain("PASSWORD");
    }

    [Fact]
    public void The_user_is_the_frameworks_and_only_when_users_are_switched()
    {
        AgentConfig switching = AgentScenario.Config() with { SwitchUser = true };

        Launch(new CommandInfo { Value = "x" }, switching).User.ShouldBe("root");
        Launch(new CommandInfo { Value = "x", User = "root" }, switching).User.ShouldBe("root");
        Launch(new CommandInfo { Value = "x" }).User.ShouldBeNull();
    }

    [Fact]
    public void The_commands_own_user_wins_over_the_frameworks()
    {
        AgentConfig switching = AgentScenario.Config() with { SwitchUser = true };

        Launch(new CommandInfo { Value = "x", User = "nobody" }, switching).User.ShouldBe("nobody");
        Launch(new CommandInfo { Value = "x", User = "nobody" }).User.ShouldBeNull();
    }

    [Fact]
    public void What_is_to_be_fetched_goes_with_the_launch()
    {
        var uri = new CommandInfo.Types.URI { Value = "http://host/a.tar.gz", Extract = true };

        Launch(new CommandInfo { Value = "x", Uris = { uri } }).Uris.ShouldBe([uri]);
    }

    private static LaunchContainer Launch(CommandInfo command, AgentConfig? config = null)
    {
        AgentScenario agent = AgentScenario.Registered(config);
        TaskInfo task = AgentScenario.Task("t");
        task.Command = command;
        agent.Run(task);
        return agent.Launches.Single();
    }

    private static Dictionary<string, string> Environment(TaskInfo task, FrameworkInfo framework)
    {
        AgentScenario agent = AgentScenario.Registered();
        agent.Run(task, framework);
        return agent.Launches.Single().Environment.ToDictionary();
    }

    private static Mesos.V1.Environment Variables(params (string Name, string Value)[] variables)
    {
        var environment = new Mesos.V1.Environment();
        environment.Variables.AddRange(variables.Select(
            variable => new Mesos.V1.Environment.Types.Variable { Name = variable.Name, Value = variable.Value }));
        return environment;
    }
}
