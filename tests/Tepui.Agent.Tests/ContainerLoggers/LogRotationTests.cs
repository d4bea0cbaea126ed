using System.IO;
using System.Linq;
using Mesos.V1;
using Tepui.Agent.ContainerLoggers;
using Tepui.Agent.Options;
using Tepui.Containerizer;
using Task = System.Threading.Tasks.Task;
using TaskStatus = Mesos.V1.TaskStatus;

namespace Tepui.Agent.Tests.ContainerLoggers;

public sealed class LogRotationTests
{
    private const string Modules = """
        {"libraries":[{"file":"/usr/lib/liblogrotate_container_logger.so","modules":[{
          "name":"org_apache_mesos_LogrotateContainerLogger",
          "parameters":[
            {"key":"launcher_dir","value":"/usr/libexec/mesos"},
            {"key":"max_stdout_size","value":"8KB"},
            {"key":"logrotate_stdout_options","value":"rotate 3\nmissingok"},
            {"key":"max_stderr_size","value":"1MB"}]}]}]}
        """;

    [Fact]
    public async Task Output_is_rotated_as_the_module_is_told_and_as_a_task_wishes()
    {
        await using AgentFixture agent = await AgentFixture.StartAsync(options =>
        {
            options.ContainerLogger = ModuleParameters.Logrotate;
            options.Modules = Modules;
        });
        agent.Master.Run("t", "seq 1 20000; seq 1 20000 >&2; pwd > where");
        TaskStatus ended = await agent.Master.StatusAsync("t", TaskState.TaskFinished);
        string sandbox = Path.Combine(
            agent.WorkDirectory, "slaves/S0/frameworks/F/executors/t/runs", ended.ContainerStatus.ContainerId.Value);
        Directory.GetFiles(sandbox, "stdout*").Select(Path.GetFileName).Order().ShouldBe(["stdout", "stdout.1", "stdout.2", "stdout.3"]);
        Directory.GetFiles(sandbox, "stdout*").ShouldAllBe(path => new System.IO.FileInfo(path).Length <= 8192);
        (await File.ReadAllTextAsync(Path.Combine(sandbox, "stdout"))).ShouldEndWith("19999\n20000\n");
        (await File.ReadAllTextAsync(Path.Combine(sandbox, "stderr"))).ShouldEndWith("19999\n20000\n");

        agent.Master.Run("u", "seq 1 2000; sleep 0", change: task => task.Command.Environment = new Mesos.V1.Environment
        {
            Variables = { new Mesos.V1.Environment.Types.Variable { Name = "CONTAINER_LOGGER_LOGROTATE_STDOUT_OPTIONS", Value = "compress" } },
        });
        TaskStatus failed = await agent.Master.StatusAsync("u", TaskState.TaskFailed);
        failed.Message.ShouldContain("the variable CONTAINER_LOGGER_LOGROTATE_STDOUT_OPTIONS: logrotate_stdout_options: 'compress' is not supported");
    }

    [Theory]
    [InlineData("x", null, "--container_logger: there is no module 'x'")]
    [InlineData(null, "{", "--modules: is no JSON")]
    [InlineData(null, """{"libraries":[{"modules":[{"name":"x"}]}]}""", "--modules: there is no module 'x'")]
    [InlineData(null, """{"libraries":[{"modules":[{"name":"org_apache_mesos_LogrotateContainerLogger","parameters":[{"key":"max_stdout_size","value":"1B"}]}]}]}""", "max_stdout_size: '1B' is less than 4096B")]
    [InlineData(null, """{"libraries":[{"modules":[{"name":"org_apache_mesos_LogrotateContainerLogger","parameters":[{"key":"max_stderr_size","value":"much"}]}]}]}""", "max_stderr_size: 'much' is no number")]
    [InlineData(null, """{"libraries":[{"modules":[{"name":"org_apache_mesos_LogrotateContainerLogger","parameters":[{"key":"logrotate_stderr_options","value":"rotate x"}]}]}]}""", "'rotate x' is not supported")]
    [InlineData(null, """{"libraries":[{"modules":[{"name":"org_apache_mesos_LogrotateContainerLogger","parameters":[{"key":"y","value":""}]}]}]}""", "there is no parameter 'y'")]
    public void Flags_that_are_wrong_are_told(string? logger, string? modules, string fault) =>
        new AgentOptions { Master = "127.0.0.1:5050", WorkDirectory = "/tmp", ContainerLogger = logger, Modules = modules }
            .Faults().ShouldHaveSingleItem().ShouldContain(fault);

    [Fact]
    public void Parameters_not_given_are_those_of_Mesos()
    {
        LogrotateParameters parameters = ModuleParameters.Parse(null, []);

        parameters.Output.ShouldBe(new LogLimit(10 * 1024 * 1024, 0));
        parameters.Prefix.ShouldBe("CONTAINER_LOGGER_");
    }
}
