using System;
using System.Threading.Tasks;

namespace Tepui.EndToEnd.Tests.VirtualMachines;

/// <summary>
/// One machine, and one master in it, for all that these tests look at: to start it takes a minute. Each part of its script says what it
/// found after a mark of its own, and leaves no agent.
/// </summary>
public sealed class SharedMachine : IAsyncLifetime
{
    private const string Start =
        """
        tepui master --ip=127.0.0.1 --work_dir=/tmp/master --agent_ping_timeout=60secs --max_agent_ping_timeouts=20 > /tmp/master.log 2>&1 &
        run() { tepui execute --master=127.0.0.1:5050 "$@"; }
        stop() { kill $agent; wait $agent; }

        """;

    /// <summary>All that it said.</summary>
    public string Output { get; private set; } = "";

    public async Task InitializeAsync()
    {
        if (VirtualMachine.Missing is null)
        {
            string script = string.Join('\n', Start, UnifiedCgroupTests.Script, ProjectQuotaTests.Script, "echo '== end'");
            Output = (await VirtualMachine.RunAsync(script)).Replace("\r", "", StringComparison.Ordinal);
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>What stands after a mark.</summary>
    public string Part(string name)
    {
        int start = Output.IndexOf($"== {name}\n", StringComparison.Ordinal);
        start.ShouldBeGreaterThanOrEqualTo(0, Output);
        start = Output.IndexOf('\n', start) + 1;
        int end = Output.IndexOf("\n== ", start - 1, StringComparison.Ordinal);
        return end < 0 ? Output[start..] : Output[start..Math.Max(start, end)];
    }
}

/// <summary>Emulation takes all processors there are, so it waits for the other tests.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection : ICollectionFixture<SharedMachine>
{
    public const string Name = "virtual machines";
}
