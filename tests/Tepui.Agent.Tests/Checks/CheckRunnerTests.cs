using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Tepui.Agent.Checks;
using Tepui.Containerizer;
using Tepui.Kernel;
using Tepui.Kernel.Agent;
using Tepui.Kernel.Agent.Checks;
using Tepui.Kernel.Agent.Executors;
using Tepui.Testing;
using Tepui.Testing.Hosts;

namespace Tepui.Agent.Tests.Checks;

public sealed class CheckRunnerTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly ContainerId Container = new("c");

    private readonly InsideContainers _containers = new();
    private readonly VirtualTime _time = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Channel<CheckAnswered> _answers = Channel.CreateUnbounded<CheckAnswered>();
    private readonly CheckRunner _runner;

    public CheckRunnerTests() => _runner = new CheckRunner(
        _containers, _time, input => _answers.Writer.TryWrite((CheckAnswered)input), _stopping.Token);

    public void Dispose()
    {
        _stopping.Cancel();
        _runner.Dispose();
        _stopping.Dispose();
    }

    [Theory]
    [InlineData("/", 200)]
    [InlineData("/missing", 404)]
    [InlineData("/sick", 503)]
    [InlineData("/moved", 200)]
    [InlineData("/moved-to-nothing", 404)]
    [InlineData("/not-moved", 304)]
    public async Task An_answers_status_is_told_and_redirects_are_followed(string path, int expected)
    {
        await using var server = new LocalServer(static path => path switch
        {
            "/" => LocalServer.Ok(),
            "/sick" => LocalServer.Ok("503 Service Unavailable"),
            "/moved" => LocalServer.Ok("302 Found", "Location: /\r\n"),
            "/moved-to-nothing" => LocalServer.Ok("301 Moved", "Location: missing\r\n"),
            "/not-moved" => "HTTP/1.1 304 Not Modified\r\n\r\n",
            _ => LocalServer.Ok("404 Not Found"),
        });

        (await AnswerAsync(new CheckProbe.Http("http", false, server.Port, path))).ShouldBe(new CheckAnswer.Http(expected));
        server.Requests.First().ShouldContain($"Host: 127.0.0.1:{server.Port}");
    }

    [Fact]
    public async Task Any_certificate_is_taken()
    {
        await using var server = new LocalServer(static _ => LocalServer.Ok("204 No Content"), secure: true);

        (await AnswerAsync(new CheckProbe.Http("https", false, server.Port, ""))).ShouldBe(new CheckAnswer.Http(204));
    }

    [Fact]
    public async Task The_other_protocols_loopback_is_asked_where_that_is_said()
    {
        await using var server = new LocalServer(static _ => LocalServer.Ok(), ipv6: true);

        (await AnswerAsync(new CheckProbe.Http("http", true, server.Port, "/x"))).ShouldBe(new CheckAnswer.Http(200));
        (await AnswerAsync(new CheckProbe.Tcp(true, server.Port))).ShouldBe(new CheckAnswer.Tcp(true));
        (await AnswerAsync(new CheckProbe.Tcp(false, server.Port))).ShouldBe(new CheckAnswer.Tcp(false));
    }

    [Fact]
    public async Task Redirects_without_end_an_answer_cut_short_and_one_that_is_none_fail()
    {
        await using var server = new LocalServer(static path => path switch
        {
            "/round" => LocalServer.Ok("302 Found", "Location: /round\r\n"),
            "/cut" => "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nok",
            "/away" => LocalServer.Ok("302 Found", "Location: ftp://127.0.0.1/\r\n"),
            _ => "no HTTP at all\r\n\r\n",
        });

        foreach (string path in (string[])["/round", "/cut", "/away", "/none"])
        {
            CheckAnswer answer = await AnswerAsync(new CheckProbe.Http("http", false, server.Port, path));
            answer.ShouldBeOfType<CheckAnswer.Failed>(path).Reason.ShouldStartWith("HTTP request failed: ");
        }

        server.Requests.Count.ShouldBe(51 + 3);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(65536u)]
    [InlineData(uint.MaxValue)]
    public async Task What_is_no_port_fails(uint port)
    {
        (await AnswerAsync(new CheckProbe.Http("http", false, port, "/"))).ShouldBe(new CheckAnswer.Failed($"HTTP request failed: {port} is no port"));
        (await AnswerAsync(new CheckProbe.Tcp(false, port))).ShouldBe(new CheckAnswer.Tcp(false));
    }

    [Fact]
    public async Task A_port_nobody_listens_on_is_no_connection()
    {
        var unused = new TcpListener(IPAddress.Loopback, 0);
        unused.Start();
        uint port = (uint)((IPEndPoint)unused.LocalEndpoint).Port;
        unused.Stop();

        (await AnswerAsync(new CheckProbe.Tcp(false, port))).ShouldBe(new CheckAnswer.Tcp(false));
        (await AnswerAsync(new CheckProbe.Http("http", false, port, "/"))).ShouldBeOfType<CheckAnswer.Failed>();
    }

    [Fact]
    public async Task A_server_that_never_answers_times_out()
    {
        await using var server = new LocalServer(static _ => null);
        Task<CheckAnswer> answer = AnswerAsync(new CheckProbe.Http("http", false, server.Port, "/"), TimeSpan.FromSeconds(20));
        await UntilAsync(() => !server.Requests.IsEmpty);

        _time.Advance(TimeSpan.FromSeconds(20));

        (await answer).ShouldBe(new CheckAnswer.Failed("HTTP request timed out after 20secs"));
    }

    [Fact]
    public async Task A_command_is_run_inside_and_its_status_told()
    {
        ContainerCommand? run = null;
        _containers.Inside = (command, _) =>
        {
            run = command;
            return Task.FromResult(3 << 8);
        };

        CheckAnswer answer = await AnswerAsync(new CheckProbe.Command("/bin/sh", ["sh", "-c", "exit 3"], [new("A", "b")]));

        answer.ShouldBe(new CheckAnswer.Command(new WaitStatus(3 << 8)));
        run!.ContainerId.ShouldBe("c");
        (run.Executable, run.User).ShouldBe(("/bin/sh", null));
        run.Argv.ShouldBe(["sh", "-c", "exit 3"]);
        run.Environment.ShouldBe((KeyValuePair<string, string>[])[new("A", "b")]);
    }

    [Fact]
    public async Task A_command_that_takes_too_long_is_killed_before_its_answer_is_given()
    {
        var begun = new TaskCompletionSource();
        var killed = new TaskCompletionSource<int>();
        var dead = new TaskCompletionSource();
        _containers.Inside = async (_, cancellation) =>
        {
            await using CancellationTokenRegistration registration = cancellation.Register(killed.SetCanceled);
            begun.SetResult();
            await ((Task)killed.Task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
            await dead.Task;
            cancellation.ThrowIfCancellationRequested();
            return 0;
        };
        Task<CheckAnswer> answer = AnswerAsync(new CheckProbe.Command("sleep", ["sleep"], []), TimeSpan.FromSeconds(1));
        await begun.Task.WaitAsync(Patience);

        _time.Advance(TimeSpan.FromSeconds(1));
        await UntilAsync(() => killed.Task.IsCompleted);
        answer.IsCompleted.ShouldBeFalse();
        dead.SetResult();

        (await answer).ShouldBe(new CheckAnswer.Failed("Command timed out after 1secs"));
    }

    [Fact]
    public async Task A_command_that_cannot_be_killed_does_not_end_the_checks()
    {
        var begun = new TaskCompletionSource();
        var broken = new TaskCompletionSource();
        _containers.Inside = async (_, cancellation) =>
        {
            await using CancellationTokenRegistration registration = cancellation.Register(broken.SetResult);
            begun.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, CancellationToken.None);
            return 0;
        };
        Task<CheckAnswer> answer = AnswerAsync(new CheckProbe.Command("sleep", ["sleep"], []), TimeSpan.FromSeconds(1));
        await begun.Task.WaitAsync(Patience);

        _time.Advance(TimeSpan.FromSeconds(1));
        await broken.Task.WaitAsync(Patience);
        while (!answer.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        (await answer).ShouldBeOfType<CheckAnswer.Failed>();
    }

    [Fact]
    public async Task What_cannot_be_started_fails_and_says_why()
    {
        _containers.Inside = static (_, _) => throw new ContainerLaunchException("there is no /bin/sh");

        (await AnswerAsync(new CheckProbe.Command("/bin/sh", ["sh"], []))).ShouldBe(new CheckAnswer.Failed("Command failed: there is no /bin/sh"));
    }

    [Fact]
    public async Task What_is_called_off_is_broken_off_and_gives_no_answer()
    {
        var brokenOff = new TaskCompletionSource();
        _containers.Inside = async (_, cancellation) =>
        {
            await using CancellationTokenRegistration registration = cancellation.Register(brokenOff.SetResult);
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            return 0;
        };
        _runner.Run(new RunCheck(Container, CheckKind.Check, new CheckProbe.Command("sleep", ["sleep"], []), null));
        _runner.Stop(new StopCheck(Container, CheckKind.Check));
        _containers.Inside = static (_, _) => Task.FromResult(0);
        _runner.Run(new RunCheck(Container, CheckKind.HealthCheck, new CheckProbe.Command("true", ["true"], []), null));

        (await _answers.Reader.ReadAsync().AsTask().WaitAsync(Patience)).Kind.ShouldBe(CheckKind.HealthCheck);
        _answers.Reader.TryRead(out _).ShouldBeFalse();
    }

    [RootFact]
    public async Task Another_network_namespaces_loopback_is_its_own()
    {
        await using var here = new LocalServer(static _ => LocalServer.Ok());
        using Process elsewhere = Process.Start(new ProcessStartInfo("unshare")
        {
            ArgumentList = { "--net", "sh", "-c", "ip link set lo up; echo up; read line" },
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        })!;
        try
        {
            (await elsewhere.StandardOutput.ReadLineAsync()).ShouldBe("up");
            (await AnswerAsync(new CheckProbe.Tcp(false, here.Port))).ShouldBe(new CheckAnswer.Tcp(true));

            _containers.Network = $"/proc/{elsewhere.Id}/ns/net";
            (await AnswerAsync(new CheckProbe.Tcp(false, here.Port))).ShouldBe(new CheckAnswer.Tcp(false));
            (await AnswerAsync(new CheckProbe.Http("http", false, here.Port, "/"))).ShouldBeOfType<CheckAnswer.Failed>();

            using Socket there = await new NamespaceSockets().OpenAsync(_containers.Network, AddressFamily.InterNetwork, CancellationToken.None);
            there.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            there.Listen();
            (await AnswerAsync(new CheckProbe.Tcp(false, (uint)((IPEndPoint)there.LocalEndPoint!).Port))).ShouldBe(new CheckAnswer.Tcp(true));
        }
        finally
        {
            elsewhere.Kill();
            await elsewhere.WaitForExitAsync();
        }

        _containers.Network = $"/proc/{elsewhere.Id}/ns/net";
        (await AnswerAsync(new CheckProbe.Http("http", false, here.Port, "/")))
            .ShouldBeOfType<CheckAnswer.Failed>().Reason.ShouldContain("cannot open the network namespace");
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!isSo())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private async Task<CheckAnswer> AnswerAsync(CheckProbe probe, TimeSpan? timeout = null)
    {
        _runner.Run(new RunCheck(Container, CheckKind.HealthCheck, probe, timeout));
        CheckAnswered answered = await _answers.Reader.ReadAsync().AsTask().WaitAsync(Patience);
        (answered.Container, answered.Kind).ShouldBe((Container, CheckKind.HealthCheck));
        return answered.Answer;
    }
}
