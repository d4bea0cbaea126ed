using System;
using System.Threading.Channels;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Tepui.Agent.Masters;
using Tepui.Kernel.Agent.Link;
using Tepui.Testing;
using Tepui.Testing.ZooKeeper;
using Tepui.ZooKeeper;

namespace Tepui.Agent.Tests.Masters;

public sealed class LeaderFollowerTests : IAsyncDisposable
{
    private const string OfMesos =
        """{"address":{"hostname":"node1.example","ip":"10.0.0.1","port":5050},"hostname":"node1.example","id":"a","ip":16777226,"pid":"master@10.0.0.1:5050","port":5050,"version":"1.12.0"}""";

    // As it was before there were addresses: the bytes of the IP in the order of the network.
    private const string OfOlderMesos = """{"id":"b","ip":33554442,"port":5051}""";

    private readonly VirtualTime _time = new();
    private readonly FakeZooKeeper _zooKeeper;
    private readonly Channel<LeadingMaster?> _detected = Channel.CreateUnbounded<LeadingMaster?>();
    private readonly Channel<string> _refusals = Channel.CreateUnbounded<string>();
    private LeaderFollower? _follower;

    public LeaderFollowerTests() => _zooKeeper = new FakeZooKeeper(_time);

    [Fact]
    public async Task Leaders_are_told_one_after_the_other_each_with_a_greater_term()
    {
        _zooKeeper.Write("/mesos/json.info_0000000001", OfMesos);
        _zooKeeper.Write("/mesos/json.info_0000000002", OfOlderMesos);
        Follow();
        LeadingMaster first = (await NextAsync()).ShouldNotBeNull();
        (first.Host, first.Port, first.Hostname).ShouldBe(("10.0.0.1", 5050, "node1.example"));
        first.Term.ShouldBeGreaterThan(0);

        _zooKeeper.Delete("/mesos/json.info_0000000001");
        LeadingMaster second = (await NextAsync()).ShouldNotBeNull();
        (second.Host, second.Port, second.Hostname).ShouldBe(("10.0.0.2", 5051, null));
        second.Term.ShouldBeGreaterThan(first.Term);

        _zooKeeper.Delete("/mesos/json.info_0000000002");
        (await NextAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Rubbish_is_nobody_until_another_leads()
    {
        _zooKeeper.Write("/mesos/json.info_0000000001", "rubbish");
        Follow();
        (await NextAsync()).ShouldBeNull();

        _zooKeeper.Write("/mesos/json.info_0000000002", OfMesos);
        _zooKeeper.Delete("/mesos/json.info_0000000001");

        (await NextAsync())!.Host.ShouldBe("10.0.0.1");
    }

    [Fact]
    public async Task A_session_that_ends_makes_the_leader_unknown_until_the_next_one()
    {
        _zooKeeper.Write("/mesos/json.info_0000000001", OfMesos);
        Follow();
        await NextAsync();
        _zooKeeper.GoDown();

        // ZooKeeper is back and has forgotten the session meanwhile.
        _time.Advance(TimeSpan.FromSeconds(11));
        _zooKeeper.ComeBack();
        (await NextAsync()).ShouldBeNull();

        Task<LeadingMaster?> next = NextAsync();
        while (!next.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        (await next)!.Host.ShouldBe("10.0.0.1");
    }

    [Fact]
    public async Task Refused_credentials_are_told_as_long_as_they_never_worked()
    {
        _zooKeeper.Write("/mesos/json.info_0000000001", OfMesos);
        _zooKeeper.Fault = (_, _) => ZooKeeperError.NotAuthorized;
        Follow();

        string refusal = await _refusals.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        refusal.ShouldStartWith("no master can be found by zk://user:****@h1:2181/mesos: ");
    }

    [Fact]
    public async Task Refused_credentials_that_worked_once_end_nothing()
    {
        _zooKeeper.Write("/mesos/json.info_0000000001", OfMesos);
        Follow();
        await NextAsync();
        _zooKeeper.Fault = (_, _) => ZooKeeperError.NotAuthorized;
        _zooKeeper.Write("/mesos/json.info_0000000001", OfOlderMesos);
        _zooKeeper.Fault = null;
        Task<LeadingMaster?> next = NextAsync();
        while (!next.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        (await next)!.Host.ShouldBe("10.0.0.2");
        _refusals.Reader.TryPeek(out _).ShouldBeFalse();
    }

    public async ValueTask DisposeAsync()
    {
        if (_follower is not null)
            await _follower.DisposeAsync();
    }

    private Task<LeadingMaster?> NextAsync() => _detected.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    private void Follow() => _follower = LeaderFollower.Start(
        ZooKeeperUrl.Parse("zk://user:sesame@h1:2181/mesos"), _zooKeeper.Open, _time,
        master => _detected.Writer.TryWrite(master), refusal => _refusals.Writer.TryWrite(refusal), NullLogger.Instance);
}
