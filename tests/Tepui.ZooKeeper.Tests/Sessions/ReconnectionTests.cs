using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Tepui.ZooKeeper.Wire;

namespace Tepui.ZooKeeper.Tests.Sessions;

/// <summary>Connections end, the session goes on; or it does not.</summary>
public sealed class ReconnectionTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_lost_connection_fails_what_was_under_way_and_the_session_goes_on_at_another_server()
    {
        (Conversation conversation, ScriptedConnection first) = await Conversation.BeginAsync();
        await using Conversation _ = conversation;
        Task answered = conversation.Session.SyncAsync("/a");
        await first.AnswerAsync(await first.ReadAsync(Operation.Sync), zxid: 0x1234, body: writer => writer.Text("/a"));
        await answered;
        Task lost = conversation.Session.DeleteAsync("/b");
        await first.ReadAsync(Operation.Delete);
        first.Close();

        ZooKeeperException error = await Should.ThrowAsync<ZooKeeperException>(() => lost);
        error.Error.ShouldBe(ZooKeeperError.ConnectionLoss);
        ScriptedConnection second = await conversation.Servers.AcceptAsync();
        second.Server.ShouldNotBe(first.Server);
        Task waiting = conversation.Session.DeleteAsync("/c");
        conversation.Session.IsConnected.ShouldBeFalse();
        ConnectRequest request = await second.WelcomeAsync();
        request.SessionId.ShouldBe(0x77);
        request.Password.ShouldBe([1, 2, 3]);
        request.LastZxid.ShouldBe(0x1234);
        ScriptedRequest delete = await second.ReadAsync(Operation.Delete);
        delete.Path.ShouldBe("/c");
        await second.AnswerAsync(delete);
        await waiting;
        conversation.Session.Ended.IsCompleted.ShouldBeFalse();
        conversation.Log.ShouldContain($"connection to ZooKeeper at {first.Server} lost: the server closed it");
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_left_while_there_is_time_to_find_another()
    {
        (Conversation conversation, ScriptedConnection silent) = await Conversation.BeginAsync();
        await using Conversation _ = conversation;

        await conversation.AdvanceAsync(3 * Second);
        await conversation.AdvanceAsync(3 * Second);

        ScriptedConnection other = await conversation.Servers.AcceptAsync();
        other.Server.ShouldNotBe(silent.Server);
        (await other.WelcomeAsync()).SessionId.ShouldBe(0x77);
        await conversation.UntilAsync(session => session.IsConnected);
        conversation.Session.AliveUntil.ShouldBe(conversation.Time.GetUtcNow() + Conversation.Agreed);
    }

    [Fact]
    public async Task A_server_that_answers_pings_and_nothing_else_is_left_too()
    {
        (Conversation conversation, ScriptedConnection connection) = await Conversation.BeginAsync();
        await using Conversation _ = conversation;
        Task write = conversation.Session.SetAsync("/a", default);
        await connection.ReadAsync(Operation.SetData);

        // Just before its time-out a ping is answered; at it the write has taken too long.
        for (int i = 1; i <= 2; i++)
        {
            await conversation.AdvanceAsync(3 * Second);
            await connection.AnswerAsync(await connection.ReadAsync(Operation.Ping));
            await conversation.UntilAsync(session => session.AliveUntil == conversation.Time.GetUtcNow() + Conversation.Agreed);
        }

        await conversation.AdvanceAsync(3 * Second);
        (await Should.ThrowAsync<ZooKeeperException>(() => write)).Error.ShouldBe(ZooKeeperError.ConnectionLoss);
        await conversation.Servers.AcceptAsync();
    }

    [Fact]
    public async Task Watches_are_set_again_and_what_happened_meanwhile_comes_late()
    {
        (Conversation conversation, ScriptedConnection first) = await Conversation.BeginAsync();
        await using Conversation _ = conversation;
        Task<Watched<NodeData>> data = conversation.Session.GetAsync("/data", watch: true);
        Task<Watched<NodeStat?>> missing = conversation.Session.ExistsAsync("/missing", watch: true);
        Task<Watched<IReadOnlyList<string>>> children = conversation.Session.ChildrenAsync("/above", watch: true);
        await first.AnswerAsync(await first.ReadAsync(Operation.GetData), zxid: 9, body: writer => Stat(writer.Bytes("x"u8)));
        await first.AnswerAsync(await first.ReadAsync(Operation.Exists), zxid: 9, error: -101);
        await first.AnswerAsync(await first.ReadAsync(Operation.GetChildren), zxid: 9, body: writer => writer.Texts(["a", "b"]));
        Encoding.UTF8.GetString((await data).Value.Bytes).ShouldBe("x");
        (await children).Value.ShouldBe(["a", "b"]);
        first.Close();

        ScriptedConnection second = await conversation.Servers.AcceptAsync();
        await second.WelcomeAsync();
        foreach (string[] expected in (string[][])[["/data"], ["/missing"], ["/above"]])
        {
            ScriptedRequest set = await second.ReadAsync(Operation.SetWatches);
            Paths(set).ShouldBe(expected);
            await second.AnswerAsync(set);
        }

        Task all = Task.WhenAll((await data).Changed, (await missing).Changed, (await children).Changed);
        await second.TellAsync(WatchEventKind.DataChanged, "/unknown");
        await second.TellAsync(WatchEventKind.DataChanged, "/data");
        await second.TellAsync(WatchEventKind.Created, "/missing");
        all.IsCompleted.ShouldBeFalse();
        await second.TellAsync(WatchEventKind.ChildrenChanged, "/above");
        await all.WaitAsync(ScriptedConnection.Patience);
        conversation.Session.IsConnected.ShouldBeTrue();
    }

    [Fact]
    public async Task A_session_that_the_ensemble_has_ended_is_over_with_all_its_watches_and_calls()
    {
        (Conversation conversation, ScriptedConnection first) = await Conversation.BeginAsync();
        await using Conversation _ = conversation;
        Task<Watched<NodeStat?>> watched = conversation.Session.ExistsAsync("/a", watch: true);
        await first.AnswerAsync(await first.ReadAsync(Operation.Exists), error: -101);
        await watched;
        first.Close();
        ScriptedConnection second = await conversation.Servers.AcceptAsync();
        Task waiting = conversation.Session.DeleteAsync("/b");
        await second.WelcomeAsync(session: 0, timeout: 0);

        (await conversation.Session.Ended.WaitAsync(ScriptedConnection.Patience)).ShouldBe(SessionEnd.Expired);
        await (await watched).Changed.WaitAsync(ScriptedConnection.Patience);
        (await Should.ThrowAsync<ZooKeeperException>(() => waiting)).Error.ShouldBe(ZooKeeperError.SessionEnded);
        conversation.Session.AliveUntil.ShouldBe(DateTimeOffset.MinValue);
        conversation.Session.IsConnected.ShouldBeFalse();
        conversation.Log.ShouldContain("ZooKeeper session 0x77 is over: the ensemble has ended it");
    }

    [Fact]
    public async Task A_request_may_be_what_tells_that_the_session_is_over()
    {
        (Conversation conversation, ScriptedConnection connection) = await Conversation.BeginAsync();
        await using Conversation _ = conversation;
        Task sync = conversation.Session.SyncAsync("/a");

        await connection.AnswerAsync(await connection.ReadAsync(Operation.Sync), error: -112);

        (await Should.ThrowAsync<ZooKeeperException>(() => sync)).Error.ShouldBe(ZooKeeperError.SessionEnded);
        (await conversation.Session.Ended).ShouldBe(SessionEnd.Expired);
    }

    [Fact]
    public async Task When_nobody_is_reached_for_the_time_agreed_on_it_must_have_expired()
    {
        (Conversation conversation, ScriptedConnection connection) = await Conversation.BeginAsync();
        await using Conversation _ = conversation;
        conversation.Servers.Refuses = true;
        connection.Close();
        await conversation.UntilRefusedAsync();

        await conversation.AdvanceAsync(Conversation.Agreed - Second);
        conversation.Session.Ended.IsCompleted.ShouldBeFalse();
        await conversation.AdvanceAsync(Second);

        (await conversation.Session.Ended.WaitAsync(ScriptedConnection.Patience)).ShouldBe(SessionEnd.Expired);
        conversation.Log.Count(line => line.StartsWith("no ZooKeeper server can be reached", StringComparison.Ordinal)).ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public async Task One_that_never_reached_a_server_ends_and_says_why()
    {
        await using var conversation = new Conversation(refuses: true);
        Task waiting = conversation.Session.SyncAsync("/a");
        await conversation.UntilRefusedAsync();

        await conversation.AdvanceAsync(Conversation.Asked);

        (await conversation.Session.Ended.WaitAsync(ScriptedConnection.Patience)).ShouldBe(SessionEnd.Expired);
        (await Should.ThrowAsync<ZooKeeperException>(() => waiting)).Error.ShouldBe(ZooKeeperError.SessionEnded);
        conversation.Log.Last().ShouldBe("ZooKeeper session 0x0 is over: no server was reached for 00:00:10, so it must be taken to have expired");
    }

    [Fact]
    public async Task A_server_that_only_reads_is_passed_over()
    {
        await using var conversation = new Conversation();
        ScriptedConnection first = await conversation.Servers.AcceptAsync();
        await first.WelcomeAsync(readOnly: true);

        ScriptedConnection second = await conversation.Servers.AcceptAsync();
        second.Server.ShouldNotBe(first.Server);
        await first.ReadEndAsync();
        await second.WelcomeAsync();
        await conversation.UntilAsync(session => session.IsConnected);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_passed_over()
    {
        await using var conversation = new Conversation();
        ScriptedConnection mute = await conversation.Servers.AcceptAsync();
        await mute.ReadConnectAsync();

        await conversation.AdvanceAsync(Conversation.Asked / 3 + Second / 100);

        ScriptedConnection second = await conversation.Servers.AcceptAsync();
        await mute.ReadEndAsync();
        await second.WelcomeAsync();
        await conversation.UntilAsync(session => session.IsConnected);
    }

    [Fact]
    public async Task A_session_that_moved_is_asked_for_again()
    {
        (Conversation conversation, ScriptedConnection connection) = await Conversation.BeginAsync();
        await using Conversation _ = conversation;
        Task sync = conversation.Session.SyncAsync("/a");
        await connection.AnswerAsync(await connection.ReadAsync(Operation.Sync), error: -118);

        (await Should.ThrowAsync<ZooKeeperException>(() => sync)).Error.ShouldBe(ZooKeeperError.ConnectionLoss);
        (await (await conversation.Servers.AcceptAsync()).ReadConnectAsync()).SessionId.ShouldBe(0x77);
    }

    private static JuteWriter Stat(JuteWriter writer) =>
        writer.Long(5).Long(6).Long(0).Long(0).Int(1).Int(0).Int(0).Long(0).Int(1).Int(0).Long(5);

    private static string[] Paths(ScriptedRequest request)
    {
        var reader = new JuteReader(request.Body);
        reader.Long().ShouldBe(9);
        return [.. reader.Texts(), .. reader.Texts(), .. reader.Texts()];
    }
}
