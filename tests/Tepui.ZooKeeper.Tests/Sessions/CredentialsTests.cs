using System.Threading.Tasks;
using Tepui.ZooKeeper.Wire;

namespace Tepui.ZooKeeper.Tests.Sessions;

public sealed class CredentialsTests
{
    private const string Url = "zk://mesos:secret@one,two/x";

    [Fact]
    public async Task They_are_told_first_on_every_connection()
    {
        (Conversation conversation, ScriptedConnection first) = await Conversation.BeginAsync(Url);
        await using Conversation _ = conversation;
        Digest(await first.ReadAsync(Operation.Authenticate)).ShouldBe("mesos:secret");
        first.Close();

        ScriptedConnection second = await conversation.Servers.AcceptAsync();
        await second.WelcomeAsync();
        Digest(await second.ReadAsync(Operation.Authenticate)).ShouldBe("mesos:secret");
    }

    [Fact]
    public async Task A_node_made_with_them_is_its_makers_and_read_by_all()
    {
        (Conversation conversation, ScriptedConnection connection) = await Conversation.BeginAsync(Url);
        await using Conversation _ = conversation;
        await connection.ReadAsync(Operation.Authenticate);
        Task created = conversation.Session.CreateAsync("/a", default, NodeKind.Ephemeral);

        Acl(await connection.ReadAsync(Operation.Create)).ShouldBe("1 world:anyone 31 auth: | 1");
        created.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_node_made_without_is_open_to_all()
    {
        (Conversation conversation, ScriptedConnection connection) = await Conversation.BeginAsync();
        await using Conversation _ = conversation;
        Task created = conversation.Session.CreateAsync("/a", default, NodeKind.Persistent);

        Acl(await connection.ReadAsync(Operation.Create)).ShouldBe("31 world:anyone | 0");
        created.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task When_they_are_refused_the_session_is_over_and_the_password_is_nowhere()
    {
        (Conversation conversation, ScriptedConnection connection) = await Conversation.BeginAsync(Url);
        await using Conversation _ = conversation;
        Task sync = conversation.Session.SyncAsync("/a");

        await connection.AnswerAsync(await connection.ReadAsync(Operation.Authenticate), error: -115);

        (await conversation.Session.Ended.WaitAsync(ScriptedConnection.Patience)).ShouldBe(SessionEnd.AuthenticationFailed);
        ZooKeeperException error = await Should.ThrowAsync<ZooKeeperException>(() => sync);
        error.Error.ShouldBe(ZooKeeperError.SessionEnded);
        error.Message.ShouldContain("check the user:password of the zk:// URL");
        string.Join('\n', [.. conversation.Log, error.Message]).ShouldNotContain("secret");
    }

    private static string Digest(ScriptedRequest request)
    {
        var reader = new JuteReader(request.Body);
        reader.Int().ShouldBe(0);
        reader.Text().ShouldBe("digest");
        return reader.Text();
    }

    private static string Acl(ScriptedRequest create)
    {
        var reader = new JuteReader(create.Body);
        reader.Text().ShouldBe("/a");
        reader.Bytes().ShouldBeEmpty();
        int count = reader.Int();
        string text = "";
        for (int i = 0; i < count; i++)
            text += $"{reader.Int()} {reader.Text()}:{reader.Text()} ";
        return $"{text}| {reader.Int()}";
    }
}
