using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Miner.Framework;
using Tepui.Miner.Framework.Stores;
using Tepui.Miner.Server;
using Tepui.Miner.View;
using Tepui.Testing;

namespace Tepui.Miner.Tests.View;

public sealed class MineProgressTests : IMineView
{
    private static readonly ServerTask Server = new("server-1", "agent-1", "127.0.0.1", 31000, 31001);
    private readonly List<string> _lines = [];
    private readonly VirtualTime _time = new();
    private readonly MineProgress _progress;

    public MineProgressTests() => _progress = new MineProgress("127.0.0.1:5050", this, _time);

    void IMineView.Line(string text) => _lines.Add(text);

    void IMineView.Update(MineSnapshot snapshot) => throw new NotSupportedException();

    [Fact]
    public void Agents_JoinAndGo_EachIsSaidOnce()
    {
        var first = new MineAgent("a1", "127.0.0.1:5051", 2, 1024);
        _progress.Agents([first]);
        _progress.Agents([first]);
        _progress.Agents([]);
        _lines.ShouldBe(["agent 127.0.0.1:5051 joined: 2 cpus, 1024 MB", "agent 127.0.0.1:5051 is gone"]);
        _progress.Snapshot().Agents.ShouldBeEmpty();
    }

    [Fact]
    public void Statistics_AcceptedBlocks_AreSaidOnceWithHeightAndHash()
    {
        _time.Advance(TimeSpan.FromSeconds(2));
        var statistics = Statistics(accepted: 3, Block(1, "aa"));
        _progress.Statistics(statistics);
        _progress.Statistics(statistics);
        _lines.ShouldBe(["block 1 accepted: aa (found by worker-1-1 after 2.0 s)"]);
        _progress.BlocksAccepted.ShouldBe(1);
        _progress.Snapshot().SharesAccepted.ShouldBe(3);
    }

    [Fact]
    public void Statistics_RefusedBlock_IsSaidAndNotCounted()
    {
        _progress.Statistics(Statistics(accepted: 1, Block(1, "aa", "high-hash")));
        _lines.ShouldBe(["block 1 aa refused: high-hash"]);
        _progress.BlocksAccepted.ShouldBe(0);
    }

    [Fact]
    public void WhenBlocks_CompletesWithTheLastOne()
    {
        var enough = _progress.WhenBlocks(2);
        _progress.Statistics(Statistics(1, Block(1, "aa")));
        enough.IsCompleted.ShouldBeFalse();
        _progress.Statistics(Statistics(2, Block(1, "aa"), Block(2, "bb")));
        enough.IsCompleted.ShouldBeTrue();
        _progress.WhenBlocks(1).IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public void ServerEnded_SharesOfTheNextOne_AreAddedToTheOldOnes()
    {
        _progress.Notice(new MinerNotice.ServerStarting(Server));
        _progress.Notice(new MinerNotice.ServerAnswers(Server));
        _progress.Notice(new MinerNotice.WorkerStarting("worker-1-1", "127.0.0.1", 1));
        _progress.Notice(new MinerNotice.WorkerRunning("worker-1-1"));
        _progress.Snapshot().Tasks.Select(task => (task.Id, task.State)).ShouldBe([("server-1", "running"), ("worker-1-1", "running")]);
        _progress.Statistics(Statistics(accepted: 5, Block(1, "aa")));
        _progress.Notice(new MinerNotice.ServerEnded(Server, "TASK_FAILED"));
        _progress.Server.ShouldBeNull();
        _progress.Snapshot().Tasks.ShouldBeEmpty();
        _progress.Statistics(Statistics(accepted: 2));
        _progress.Snapshot().SharesAccepted.ShouldBe(7);
        _progress.BlocksAccepted.ShouldBe(1);
    }

    [Fact]
    public void Notice_TheSameTroubleAgain_IsNoNews()
    {
        _progress.Notice(new MinerNotice.MasterLost("refused"));
        _progress.Notice(new MinerNotice.MasterLost("refused"));
        _lines.Count.ShouldBe(1);
    }

    private PoolStatistics Statistics(long accepted, params BlockStatistics[] blocks) => new(
        _time.GetUtcNow(), blocks.Length + 1, 0.01, null, 1e6,
        new ShareCounts(accepted, new Dictionary<string, long>()), blocks.Length, [], blocks);

    private BlockStatistics Block(long height, string hash, string? refusal = null) =>
        new(height, hash, "worker-1-1", _time.GetUtcNow(), refusal);
}
