using System;
using System.Text;
using System.Threading.Tasks;
using Tepui.ZooKeeper.Wire;

namespace Tepui.ZooKeeper.Tests.Sessions;

/// <summary>Servers that are none, or have lost their mind: a broken connection, a clear line, and on to the next.</summary>
public sealed class RubbishTests
{
    public static TheoryData<string, byte[], string> Answers { get; } = new()
    {
        { "another protocol", Encoding.ASCII.GetBytes("HTTP/1.1 400 Bad Request\r\n\r\n"), "bytes was announced: this may not be a ZooKeeper server" },
        { "a negative length", [0xff, 0xff, 0xff, 0xfe, 1, 2, 3], "a message of -2 bytes was announced" },
        { "an empty frame", new JuteWriter().ToFrame()[..3], "ended within a message" },
        { "half a frame", [0, 0, 0, 90, 1, 2, 3], "ended within a message" },
        { "a frame without a header", [0, 0, 0, 2, 1, 2], "4 bytes were announced where 2 are left" },
        { "an answer to nothing", new JuteWriter().Int(77).Long(1).Int(0).ToFrame(), "an answer with the number 77, where 1 was due" },
        { "an answer without a body", new JuteWriter().Int(1).Long(1).Int(0).ToFrame(), "4 bytes were announced where 0 are left" },
        { "data longer than the frame", new JuteWriter().Int(1).Long(1).Int(0).Int(1_000_000).ToFrame(), "1000000 bytes were announced where 0 are left" },
        { "half an event", new JuteWriter().Int(-1).Long(-1).Int(0).Int(3).ToFrame(), "were announced where 0 are left" },
        { "a ping that was not sent", new JuteWriter().Int(-2).Long(1).Int(0).ToFrame(), "an answer with the number -2" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task What_is_not_the_protocol_breaks_the_connection_and_no_more(string what, byte[] answer, string reason)
    {
        (Conversation conversation, ScriptedConnection connection) = await Conversation.BeginAsync();
        await using Conversation _ = conversation;
        Task<Watched<NodeData>> read = conversation.Session.GetAsync("/a");
        await connection.ReadAsync(Operation.GetData);
        await connection.SendAsync(answer);
        if (reason.Contains("ended within", StringComparison.Ordinal))
            connection.Close();

        ZooKeeperException error = await Should.ThrowAsync<ZooKeeperException>(() => read.WaitAsync(ScriptedConnection.Patience), what);
        error.Error.ShouldBe(ZooKeeperError.ConnectionLoss);
        error.Message.ShouldContain(reason);
        ScriptedConnection next = await conversation.Servers.AcceptAsync();
        next.Server.ShouldNotBe(connection.Server);
        (await next.WelcomeAsync()).SessionId.ShouldBe(0x77);
        await conversation.UntilAsync(session => session.IsConnected);
        conversation.Log.ShouldContain(line => line.StartsWith($"connection to ZooKeeper at {connection.Server} lost: ", StringComparison.Ordinal)
            && line.Contains(reason, StringComparison.Ordinal) && !line.Contains('\n', StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request")]
    [InlineData("\0\0\0\u0004nope")]
    [InlineData("\0\0\0\u0008\0\0\0\u0009....")]
    [InlineData("")]
    public async Task What_answers_the_first_message_with_rubbish_is_passed_over(string answer)
    {
        await using var conversation = new Conversation();
        ScriptedConnection first = await conversation.Servers.AcceptAsync();
        await first.ReadConnectAsync();
        await first.SendAsync(Encoding.ASCII.GetBytes(answer));
        first.Close();

        ScriptedConnection second = await conversation.Servers.AcceptAsync();
        await second.WelcomeAsync();
        await conversation.UntilAsync(session => session.IsConnected);
        second.Server.ShouldNotBe(first.Server);
    }
}
