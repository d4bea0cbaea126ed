using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Master.Options;
using Tepui.Master.Tests.Hosting;
using Tepui.Testing;
using Tepui.Testing.ZooKeeper;

namespace Tepui.Master.Tests.Elections;

/// <summary>Masters that elect their leader in a ZooKeeper in memory, on a clock that stands still until the test moves it.</summary>
internal sealed class ElectedMasters : IAsyncDisposable
{
    public const string Url = "zk://user:secret@zoo:2181/mesos";

    private readonly List<TestMaster> _masters = [];
    private readonly string _directory = Directory.CreateTempSubdirectory("tepui-").FullName;

    public VirtualTime Time { get; } = new();

    public FakeZooKeeper Ensemble { get; }

    public ElectedMasters() => Ensemble = new FakeZooKeeper(Time);

    /// <summary>Names of the nodes of masters that contend, the leader's first.</summary>
    public IReadOnlyList<string> Nodes =>
        [.. Ensemble.Children("/mesos").Where(static node => node.StartsWith("json.info_", StringComparison.Ordinal))];

    public async Task<TestMaster> StartAsync(Action<MasterOptions>? change = null)
    {
        var options = new MasterOptions { Zk = Url, WorkDir = Path.Combine(_directory, _masters.Count.ToString(CultureInfo.InvariantCulture)) };
        change?.Invoke(options);
        options.Faults().ShouldBeEmpty();
        TestMaster master = await TestMaster.StartAsync(options, Time, Ensemble.Open);
        _masters.Add(master);
        return master;
    }

    /// <summary>Lets time pass until something holds.</summary>
    public Task PassUntilAsync(Func<Task<bool>> holds) => UntilAsync(holds, TimeSpan.FromMilliseconds(100));

    /// <summary>Waits until something holds, while the clock stands still.</summary>
    public Task UntilAsync(Func<Task<bool>> holds) => UntilAsync(holds, TimeSpan.Zero);

    private async Task UntilAsync(Func<Task<bool>> holds, TimeSpan pace)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await holds())
        {
            patience.Token.ThrowIfCancellationRequested();
            Time.Advance(pace);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (TestMaster master in _masters)
        {
            await master.DisposeAsync();
        }

        Directory.Delete(_directory, recursive: true);
    }
}
