using System;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Tepui.EndToEnd.Tests.Harness;

namespace Tepui.EndToEnd.Tests;

/// <summary>What a person does wrong gets one clear line each, and never a stack trace.</summary>
public class BadInputTests
{
    [Theory]
    [InlineData("master")]
    [InlineData("agent")]
    [InlineData("local")]
    [InlineData("mine")]
    [InlineData("execute")]
    public async Task Unknown_and_malformed_flags_are_told_all_at_once(string command)
    {
        await using var cluster = new Cluster();

        var program = cluster.Start([command, "--no_such_flag=1", "--master_port_of_nothing", "--help_me=2"]);

        (await program.WaitForExitAsync()).ShouldBe(64, program.Report());
        foreach (var flag in new[] { "--no_such_flag", "--master_port_of_nothing", "--help_me" })
            program.Lines.ShouldContain(line => line.Contains(flag, StringComparison.Ordinal), program.Report());
        ShouldNotShowAStack(program);
    }

    [Theory]
    [InlineData("master", "root_submissions")]
    [InlineData("agent", "strict")]
    [InlineData("agent", "switch_user")]
    [InlineData("execute", "shell")]
    public async Task A_switch_that_is_neither_on_nor_off_is_told(string command, string flag)
    {
        await using var cluster = new Cluster();

        // Enough of each command to run, so that nothing else is wrong with it.
        var program = cluster.Start(
        [
            command, $"--{flag}=maybe",
            .. command == "execute" ? new[] { "--command=true", "--master=127.0.0.1:1" } : [$"--work_dir={cluster.At("work")}"],
            .. command == "agent" ? new[] { "--master=127.0.0.1:1" } : [],
        ]);

        (await program.WaitForExitAsync()).ShouldBe(64, program.Report());
        program.Lines[0].ShouldBe($"tepui {command}: --{flag}: 'maybe' is not true or false");
        ShouldNotShowAStack(program);
    }

    [Fact]
    public async Task Arguments_that_a_shell_would_not_see_are_told()
    {
        await using var cluster = new Cluster();

        var program = cluster.Start(["execute", "--command=echo", "--shell", "hello"]);

        (await program.WaitForExitAsync()).ShouldBe(64, program.Report());
        program.Lines[0].ShouldBe("tepui execute: 'hello': arguments go with --no-shell; with a shell they belong into --command");
    }

    [Theory]
    [InlineData("master")]
    [InlineData("agent")]
    [InlineData("local")]
    [InlineData("mine")]
    [InlineData("execute")]
    public async Task Help_says_what_every_flag_does(string command)
    {
        await using var cluster = new Cluster();

        var program = cluster.Start([command, "--help"]);

        (await program.WaitForExitAsync()).ShouldBe(0, program.Report());
        program.Lines.ShouldContain(line => line.Contains("(default: ", StringComparison.Ordinal), program.Report());
    }

    [Theory]
    [InlineData("master", "--port")]
    [InlineData("mine", "--port")]
    public async Task A_port_in_use_is_one_line_that_names_the_flag(string command, string flag)
    {
        await using var cluster = new Cluster();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var program = cluster.Start([command, $"--port={port}", $"--work_dir={cluster.At("work")}"]);

        (await program.WaitForExitAsync()).ShouldNotBe(0, program.Report());
        program.Lines.ShouldContain(
            line => line.Contains(port.ToString(), StringComparison.Ordinal) && line.Contains(flag, StringComparison.Ordinal), program.Report());
        ShouldNotShowAStack(program);
    }

    [Fact]
    public async Task A_master_answers_bad_requests_and_goes_on()
    {
        await using var cluster = new Cluster();
        var master = await cluster.StartMasterAsync("--max_request_body_bytes=100000");
        var scheduler = $"{cluster.MasterUrl}/api/v1/scheduler";

        (await Http.PostAsync(scheduler, "application/json", Encoding.UTF8.GetBytes("{\"type\":"))).Status.ShouldBe(400);
        (await Http.PostAsync(scheduler, "application/json", "{}"u8.ToArray())).Body.ShouldContain("'type'");
        (await Http.PostAsync(scheduler, "application/x-protobuf", [0xff, 0xff, 0xff])).Status.ShouldBe(400);
        (await Http.PostAsync(scheduler, "text/html", "x"u8.ToArray())).Status.ShouldBe(415);
        (await Http.PostAsync(scheduler, "application/json", new byte[200_000])).Status.ShouldBe(413);
        (await Http.GetTextAsync($"{cluster.MasterUrl}/health")).ShouldBeEmpty();
        ShouldNotShowAStack(master);
    }

    private static void ShouldNotShowAStack(RunningProgram program) =>
        program.Lines.Any(line => line.TrimStart().StartsWith("at ", StringComparison.Ordinal) && line.Contains('(')).ShouldBeFalse(program.Report());
}
