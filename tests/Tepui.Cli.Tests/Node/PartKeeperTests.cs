using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Cli.Node;
using Tepui.Testing;

namespace Tepui.Cli.Tests.Node;

public sealed class PartKeeperTests : IDisposable
{
    private readonly VirtualTime _time = new();
    private readonly List<string> _told = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly string _log = Path.GetTempFileName();
    private TaskCompletionSource<int> _process = new();
    private int _starts;

    public void Dispose()
    {
        _stop.Cancel();
        File.Delete(_log);
        _stop.Dispose();
    }

    [Fact]
    public void APartThatDoesNotLast_IsStartedAgainLaterAndLater_AndOneThatLastedSoon()
    {
        var keeping = Keep();
        foreach (var seconds in (int[])[1, 2, 4, 8, 16, 30, 30])
            Restart(status: 3, seconds);
        _time.Advance(TimeSpan.FromMinutes(1));
        Restart(status: 137, seconds: 1);
        _told.Last().ShouldContain("(signal 9)");
        _told[0].ShouldContain("the agent ended (status 3) and is started again in 1 seconds");

        _stop.Cancel();
        _process.SetResult(0);
        keeping.IsCompletedSuccessfully.ShouldBeTrue();
        _starts.ShouldBe(9);
    }

    [Fact]
    public void TheLastLineOfItsLog_SaysWhy()
    {
        File.WriteAllText(_log, "begun\ntepui agent: port 5051 is taken\nSee tepui agent --help.\n\n");
        _ = Keep();
        _process.SetResult(1);
        _told.Single().ShouldEndWith($"the last line of {_log}: tepui agent: port 5051 is taken");
    }

    private Task Keep()
    {
        // What a part's end or the clock sets off happens at once, on the thread of the test.
        SynchronizationContext.SetSynchronizationContext(null);
        var part = new NodePart("agent", "", "/bin/true", [], new Dictionary<string, string>(), _log);
        return new PartKeeper(part, RunAsync, _time, _told.Add).KeepAsync(_stop.Token);
    }

    private Task<int> RunAsync(NodePart part, CancellationToken stop)
    {
        _starts++;
        _process = new TaskCompletionSource<int>();
        return _process.Task;
    }

    /// <summary>It ends, and is started after so long and no sooner.</summary>
    private void Restart(int status, int seconds)
    {
        var starts = _starts;
        _process.SetResult(status);
        _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
        _starts.ShouldBe(starts);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        _starts.ShouldBe(starts + 1);
    }
}
