using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Containerizer.Processes;
using Tepui.Containerizer.Streams;

namespace Tepui.Containerizer.Tests.Streams;

/// <summary>A supervisor of its own, real processes, and their streams.</summary>
public abstract class StreamTest : IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("tepui-streams-").FullName;

    protected CancellationToken Bound { get; } = new CancellationTokenSource(TimeSpan.FromSeconds(40)).Token;

    protected string Sandbox => Path.Combine(_root, "sandbox");

    protected string Runtime => Path.Combine(_root, "runtime");

    private protected ProcessContainerizer Processes { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _ = Directory.CreateDirectory(Sandbox);
        Processes = new ProcessContainerizer(new ProcessContainerizerOptions(Runtime));
        _ = await Processes.RecoverAsync(Bound);
    }

    public async Task DisposeAsync()
    {
        await Processes.ShutdownAsync(CancellationToken.None);
        await Processes.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    protected ContainerLaunch Shell(string script, ContainerIo? io, params IReadOnlyList<string> arguments) => new(
        "c",
        ["/bin/sh", "-c", script, "sh", .. arguments],
        [new("PATH", "/usr/bin:/bin"), new("PS1", "> "), new("TERM", "dumb")],
        Sandbox)
    {
        Io = io,
    };

    protected Task<LaunchedContainer> LaunchAsync(string script, ContainerIo? io, params IReadOnlyList<string> arguments) =>
        Processes.LaunchAsync(Shell(script, io, arguments), Bound).AsTask();

    protected async Task<int?> ExitAsync() => (await EndAsync()).WaitStatus;

    protected async Task<ContainerExit> EndAsync()
    {
        ContainerExit exit = await Processes.Exits.ReadAsync(Bound);
        exit.ContainerId.ShouldBe("c");
        return exit;
    }

    protected string Text(string name = "stdout") => File.ReadAllText(Path.Combine(Sandbox, name));

    /// <summary>Reads on until the text has come.</summary>
    protected async Task<string> UntilAsync(ContainerOutput output, string text)
    {
        var all = new StringBuilder();
        while (!all.ToString().Contains(text, StringComparison.Ordinal))
        {
            OutputChunk chunk = (await ReadAsync()).ShouldNotBeNull($"it ended after: {all}");
            _ = all.Append(Encoding.UTF8.GetString(chunk.Bytes.Span));
        }

        return all.ToString();

        async Task<OutputChunk?> ReadAsync()
        {
            try
            {
                return await output.ReadAsync(Bound);
            }
            catch (OperationCanceledException e)
            {
                throw new TimeoutException($"'{text}' does not come after: {all}", e);
            }
        }
    }

    /// <summary>Reads to the end.</summary>
    protected async Task<(string Output, string Error)> RestAsync(ContainerOutput output)
    {
        var texts = (new StringBuilder(), new StringBuilder());
        while (await output.ReadAsync(Bound) is { } chunk)
            _ = (chunk.IsError ? texts.Item2 : texts.Item1).Append(Encoding.UTF8.GetString(chunk.Bytes.Span));
        return (texts.Item1.ToString(), texts.Item2.ToString());
    }

    protected async Task SayAsync(ContainerInputStream input, string text) => await input.WriteAsync(Encoding.UTF8.GetBytes(text), Bound);

    protected async Task KillSupervisorAsync()
    {
        using var supervisor = Process.GetProcessById(Processes.SupervisorPid!.Value);
        supervisor.Kill();
        await supervisor.WaitForExitAsync(Bound);
    }
}
