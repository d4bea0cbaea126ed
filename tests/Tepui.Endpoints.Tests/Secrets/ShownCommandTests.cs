using System.Linq;
using Google.Protobuf;
using Mesos.V1;
using Tepui.Endpoints.Secrets;

namespace Tepui.Endpoints.Tests.Secrets;

public sealed class ShownCommandTests
{
    [Fact]
    public void KnownSecrets_AreHidden_AndTheRestStays()
    {
        var command = new CommandInfo
        {
            Value = "p2pool --rpc_password=sesame -w node",
            Arguments = { "p2pool", "--password", "open sesame", "-rpcpassword=open sesame", "--port=1", "--password_file", "/etc/p", "http://u:sesame@h/" },
            Uris = { new CommandInfo.Types.URI { Value = "http://u:sesame@h/x", Executable = true } },
            Environment = new Environment
            {
                Variables =
                {
                    new Environment.Types.Variable { Name = "DB_PASSWORD", Value = "sesame" },
                    new Environment.Types.Variable { Name = "PATH", Value = "/bin" },
                    new Environment.Types.Variable
                    {
                        Name = "K",
                        Type = Environment.Types.Variable.Types.Type.Secret,
                        Secret = new Secret { Type = Secret.Types.Type.Value, Value = new Secret.Types.Value { Data = ByteString.CopyFromUtf8("sesame") } },
                    },
                },
            },
        };
        CommandInfo before = command.Clone();

        CommandInfo shown = ShownCommand.Of(new ExecutorInfo { Command = command }).Command;

        shown.Arguments.ShouldBe(
            ["p2pool", "--password", "***", "-rpcpassword=***", "--port=1", "--password_file", "/etc/p", "http://u:***@h/"]);
        shown.Value.ShouldBe("p2pool --rpc_password=*** -w node");
        shown.Environment.Variables.Select(static variable => variable.Value).ShouldBe(["***", "/bin", ""]);
        shown.ToString().ShouldNotContain("sesame");
        shown.ToString().ShouldNotContain(ByteString.CopyFromUtf8("sesame").ToBase64());
        shown.Uris[0].Executable.ShouldBeTrue();
        command.ShouldBe(before);
    }
}
