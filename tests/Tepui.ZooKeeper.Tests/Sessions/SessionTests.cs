using System;
using System.Threading;
using System.Threading.Tasks;
using Tepui.ZooKeeper.Wire;

namespace Tepui.ZooKeeper.Tests.Sessions;

/// <summary>A session with one server: what it says, when, and until when it counts as alive.</summary>
public sealed class SessionTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task It_begins_by_asking_for_a_session_and_takes_what_is_agreed()
    {
        await using var conversation = new Conversation();
        var begun = conversation.Time.GetUtcNow();
        ScriptedConnection connection = await conversation.Servers.AcceptAsync();
        conversation.Session.Id.ShouldBe(0);
        conversation.Session.AliveUntil.ShouldBe(DateTimeOffset.MinValue);

        ConnectRequest request = await connection.WelcomeAsync();
        await conversation.UntilAsync(session => session.IsConnected);

        request.SessionId.ShouldBe(0);
        request.LastZxid.ShouldBe(0);
        request.Timeout.ShouldBe(Conversation.Asked);
        request.Password.ShouldBe(new byte[16]);
        conversation.Session.Id.ShouldBe(0x77);
        conversation.Session.Timeout.ShouldBe(Conversation.Agreed);
        conversation.Session.AliveUntil.ShouldBe(begun + Conversation.Agreed);
        conversation.Log.ShouldBe([$"ZooKeeper session 0x77 at {connection.Server}, time-out 00:00:09"]);
    }

    [Fact]
    public async Task A_server_before_version_3_4_says_nothing_of_reading_only()
    {
        await using var conversation = new Conversation();
        ScriptedConnection connection = await conversation.Servers.AcceptAsync();
        await connection.WelcomeAsync(readOnly: null);

        await conversation.UntilAsync(session => session.IsConnected);
    }

    [Fact]
    public async Task It_pings_at_a_third_of_the_time_out_and_lives_from_when_the_answered_ping_was_sent()
    {
        (Conversation conversation, ScriptedConnection connection) = await Conversation.BeginAsync();
        await using Conversation _ = conversation;
        var begun = conversation.Time.GetUtcNow();

        await conversation.AdvanceAsync(3 * Second);
        ScriptedRequest ping = await connection.ReadAsync(Operation.Ping);
        await conversation.AdvanceAsync(Second);
        ping.Xid.ShouldBe(FixedXid.Ping);
        conversation.Session.AliveUntil.ShouldBe(begun + Conversation.Agreed);
        await connection.AnswerAsync(ping);

        await conversation.UntilAsync(session => session.AliveUntil == begun + 3 * Second + Conversation.Agreed);
        await conversation.AdvanceAsync(2 * Second);
        await connection.ReadAsync(Operation.Ping);
    }

    [Fact]
    public async Task Any_answered_request_counts_like_a_ping()
    {
        (Conversation conversation, ScriptedConnection connection) = await Conversation.BeginAsync();
        await using Conversation _ = conversation;
        var begun = conversation.Time.GetUtcNow();
        await conversation.AdvanceAsync(2 * Second);
        Task synced = conversation.Session.SyncAsync("/a");
        ScriptedRequest sync = await connection.ReadAsync(Operation.Sync);
        await conversation.AdvanceAsync(Second);
        await connection.AnswerAsync(sync, body: writer => writer.Text("/a"));
        await synced;

        conversation.Session.AliveUntil.ShouldBe(begun + 2 * Second + Conversation.Agreed);
        await conversation.AdvanceAsync(2 * Second);
        await connection.ReadAsync(Operation.Ping);
    }

    [Fact]
    public async Task Kept_by_transactions_it_lives_from_the_one_before_the_last_answered()
    {
        (Conversation conversation, ScriptedConnection connection) = await Conversation.BeginAsync(keepAlive: KeepAlive.Transaction);
        await using Conversation _ = conversation;
        TimeSpan quarter = Conversation.Agreed / 4;
        var begun = conversation.Time.GetUtcNow();

        for (int i = 0; i < 3; i++)
        {
            await conversation.AdvanceAsync(quarter);
            ScriptedRequest multi = await connection.ReadAsync(Operation.Multi);
            var due = begun + i * quarter + Conversation.Agreed;
            await connection.AnswerAsync(multi, zxid: i + 1, body: writer => writer.Int(13).Bool(false).Int(0).Int(-1).Bool(true).Int(-1));
            await conversation.UntilAsync(session => session.AliveUntil == due);
        }

        // A read is answered by whoever one is connected to, and proves nothing.
        Task read = conversation.Session.ExistsAsync("/a");
        await connection.AnswerAsync(await connection.ReadAsync(Operation.Exists), error: -101);
        await read;
        conversation.Session.AliveUntil.ShouldBe(begun + 2 * quarter + Conversation.Agreed);
    }

    [Fact]
    public async Task Requests_are_sent_at_once_and_answered_in_order()
    {
        (Conversation conversation, ScriptedConnection connection) = await Conversation.BeginAsync();
        await using Conversation _ = conversation;
        Task<string> create = conversation.Session.CreateAsync("/a", new byte[] { 1 }, NodeKind.Persistent);
        Task<Watched<NodeStat?>> exists = conversation.Session.ExistsAsync("/b");
        Task delete = conversation.Session.DeleteAsync("/c", 4);

        ScriptedRequest first = await connection.ReadAsync(Operation.Create);
        ScriptedRequest second = await connection.ReadAsync(Operation.Exists);
        ScriptedRequest third = await connection.ReadAsync(Operation.Delete);
        (first.Path, second.Path, third.Path).ShouldBe(("/a", "/b", "/c"));
        (second.Xid, third.Xid).ShouldBe((first.Xid + 1, first.Xid + 2));
        await connection.AnswerAsync(first, body: writer => writer.Text("/a"));
        (await create).ShouldBe("/a");
        await connection.AnswerAsync(second, error: -101);
        (await exists).Value.ShouldBeNull();
        await connection.AnswerAsync(third, error: -103);
        (await Should.ThrowAsync<ZooKeeperException>(() => delete)).Error.ShouldBe(ZooKeeperError.BadVersion);
    }

    [Fact]
    public async Task An_error_without_a_name_is_told_by_its_number()
    {
        (Conversation conversation, ScriptedConnection connection) = await Conversation.BeginAsync();
        await using Conversation _ = conversation;
        Task sync = conversation.Session.SyncAsync("/a");

        await connection.AnswerAsync(await connection.ReadAsync(Operation.Sync), error: -99);

        ZooKeeperException error = await Should.ThrowAsync<ZooKeeperException>(() => sync);
        error.Error.ShouldBe(ZooKeeperError.Other);
        error.Message.ShouldBe("cannot sync /a in ZooKeeper: ZooKeeper's error -99");
    }

    [Fact]
    public async Task A_call_that_nobody_waits_for_any_more_is_not_sent()
    {
        await using var conversation = new Conversation();
        using var cancellation = new CancellationTokenSource();
        Task given = conversation.Session.DeleteAsync("/given-up", cancellation: cancellation.Token);
        Task wanted = conversation.Session.DeleteAsync("/wanted");
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => given);
        ScriptedConnection connection = await conversation.Servers.AcceptAsync();
        await connection.WelcomeAsync();

        ScriptedRequest request = await connection.ReadAsync(Operation.Delete);
        request.Path.ShouldBe("/wanted");
        await connection.AnswerAsync(request);
        await wanted;
    }

    [Fact]
    public async Task A_path_that_cannot_be_is_refused_here()
    {
        await using var conversation = new Conversation();

        ZooKeeperException error = await Should.ThrowAsync<ZooKeeperException>(() => conversation.Session.GetAsync("a//b"));

        error.Error.ShouldBe(ZooKeeperError.BadArguments);
        error.Message.ShouldBe("cannot read 'a//b' in ZooKeeper: the path does not begin with a '/'");
    }

    [Fact]
    public async Task Closing_it_ends_the_session_at_the_server()
    {
        (Conversation conversation, ScriptedConnection connection) = await Conversation.BeginAsync();
        ValueTask disposed = conversation.Session.DisposeAsync();
        ScriptedRequest close = await connection.ReadAsync(Operation.CloseSession);
        await connection.AnswerAsync(close);

        await disposed.AsTask().WaitAsync(ScriptedConnection.Patience);
        (await conversation.Session.Ended).ShouldBe(SessionEnd.Closed);
        conversation.Session.AliveUntil.ShouldBe(DateTimeOffset.MinValue);
        (await Should.ThrowAsync<ZooKeeperException>(() => conversation.Session.SyncAsync("/"))).Error.ShouldBe(ZooKeeperError.SessionEnded);
        await conversation.DisposeAsync();
    }

    [Fact]
    public async Task Closing_it_does_not_wait_for_a_server_that_does_not_answer()
    {
        (Conversation conversation, ScriptedConnection connection) = await Conversation.BeginAsync();
        ValueTask disposed = conversation.Session.DisposeAsync();
        await connection.ReadAsync(Operation.CloseSession);

        await conversation.AdvanceAsync(2 * Second);

        await disposed.AsTask().WaitAsync(ScriptedConnection.Patience);
        await connection.ReadEndAsync();
    }
}
