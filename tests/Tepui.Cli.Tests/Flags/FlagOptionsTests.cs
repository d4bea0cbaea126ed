using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using Tepui.Cli.Flags;
using Tepui.Runtime.Flags;

namespace Tepui.Cli.Tests.Flags;

public class FlagOptionsTests
{
    [Fact]
    public void Read_without_arguments_gives_the_defaults()
    {
        var (flags, faults) = Read([]);

        faults.ShouldBeEmpty();
        flags.Port.ShouldBe(5050);
        flags.Shell.ShouldBeTrue();
        flags.Timeout.ShouldBeNull();
    }

    [Theory]
    [InlineData("--port=7")]
    [InlineData("--port", "7")]
    public void Read_takes_a_value_after_a_sign_or_a_space(params string[] arguments) => Read(arguments).Flags.Port.ShouldBe(7);

    [Theory]
    [InlineData("--no-shell", false)]
    [InlineData("--shell", true)]
    [InlineData("--shell=false", false)]
    [InlineData("--shell=0", false)]
    [InlineData("--shell=1", true)]
    public void Read_takes_switches_as_Mesos_does(string argument, bool expected) => Read([argument]).Flags.Shell.ShouldBe(expected);

    [Theory]
    [InlineData("--shell=maybe", "--shell: 'maybe' is not true or false")]
    [InlineData("--shell=True", "--shell: 'True' is not true or false")]
    [InlineData("--no-shell=true", "--no-shell: takes no value; --shell=true and --shell=false do")]
    [InlineData("--no-shell=maybe", "--no-shell: takes no value; --shell=true and --shell=false do")]
    [InlineData("--shell --no-shell", "--shell: given 2 times")]
    public void Read_refuses_switches_that_are_neither_on_nor_off(string arguments, string fault) =>
        Read(arguments.Split(' ')).Faults.ShouldBe([fault]);

    [Fact]
    public void Read_names_the_variable_of_a_switch_that_is_neither_on_nor_off() =>
        Read([], new Dictionary<string, string> { ["MESOS_SHELL"] = "maybe" }).Faults
            .ShouldBe(["MESOS_SHELL of the environment (--shell): 'maybe' is not true or false"]);

    [Fact]
    public void Read_prefers_the_command_line_to_the_environment()
    {
        var environment = new Dictionary<string, string> { ["MESOS_PORT"] = "8", ["MESOS_TIMEOUT"] = "3secs" };

        var (flags, _) = Read(["--port=7"], environment);

        flags.Port.ShouldBe(7);
        flags.Timeout.ShouldBe(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public void Read_takes_a_value_from_a_file()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, "12\n");

        Read([$"--port=file://{path}"]).Flags.Port.ShouldBe(12);
        File.Delete(path);
    }

    [Fact]
    public void Read_leaves_an_address_that_is_a_file_alone() =>
        Read(["--place=file:///no/such/folder/"]).Flags.Place.ShouldBe("file:///no/such/folder/");

    [Fact]
    public void Read_tells_all_faults_at_once_and_names_each_flag()
    {
        var (_, faults) = Read(["--port=abc", "--timeout=10", "--name=a", "--name=b", "--secret=file:///no/such/file"]);

        faults.Count.ShouldBe(4);
        faults[0].ShouldStartWith("--port: 'abc' is not a whole number");
        faults[1].ShouldStartWith("--timeout: '10' is not a duration");
        faults[2].ShouldStartWith("--name: given 2 times");
        faults[3].ShouldStartWith("--secret: file:///no/such/file: ");
    }

    [Fact]
    public void Read_judges_the_values_together_once_each_is_readable()
    {
        Read(["--port=70000"]).Faults.ShouldBe(["--port: 70000 is no port"]);
        Read(["--port=70000", "--timeout=x"]).Faults.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("--port")]
    [InlineData("--port", "--shell")]
    [InlineData("--port", "--no-shell")]
    public void Read_tells_which_flag_lacks_its_value(params string[] arguments) =>
        Read(arguments).Faults.ShouldBe(["--port: needs a value, as in --port=VALUE"]);

    [Theory]
    [InlineData("abc", "'abc' is not a whole number")]
    [InlineData("70000", "70000 is no port")]
    public void Read_names_the_variable_that_has_a_bad_value(string value, string fault) =>
        Read([], new Dictionary<string, string> { ["MESOS_PORT"] = value }).Faults
            .ShouldBe([$"MESOS_PORT of the environment (--port): {fault}"]);

    private static (ExampleFlags Flags, List<string> Faults) Read(string[] arguments, Dictionary<string, string>? environment = null)
    {
        var command = new Command("example");
        var options = new FlagOptions<ExampleFlags>(command);
        var faults = new List<string>();
        return (options.Read(command.Parse(SwitchArguments.WithValues(command, arguments)), environment ?? [], faults), faults);
    }

    internal sealed class ExampleFlags : IFlags
    {
        [Flag("port", "The port.")]
        public int Port { get; set; } = 5050;

        [Flag("timeout", "The time-out.")]
        public TimeSpan? Timeout { get; set; }

        [Flag("name", "The name.")]
        public string Name { get; set; } = "";

        [Flag("shell", "With a shell.")]
        public bool Shell { get; set; } = true;

        [Flag("place", "An address.", IsAddress = true)]
        public string Place { get; set; } = "";

        [Flag("secret", "A secret.", Secret = true)]
        public string? SecretText { get; set; }

        public IEnumerable<string> Faults()
        {
            if (Port is < 0 or > 65535)
                yield return $"--port: {Port} is no port";
        }
    }
}
