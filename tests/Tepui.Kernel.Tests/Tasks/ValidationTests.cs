using Mesos.V1;
using Tepui.Kernel.Tasks;

namespace Tepui.Kernel.Tests.Tasks;

public class ValidationTests
{
    [Theory]
    [InlineData("a:b c", null)]
    [InlineData("..a", null)]
    [InlineData("", "ID must not be empty")]
    [InlineData(".", "'.' is disallowed")]
    [InlineData("..", "'..' is disallowed")]
    [InlineData("a/b", "'a/b' contains invalid characters")]
    [InlineData("a\\b", "'a\\b' contains invalid characters")]
    [InlineData("a\nb", "'a\nb' contains invalid characters")]
    public void Id(string id, string? fault) => IdValidation.Validate(id).ShouldBe(fault);

    [Theory]
    [InlineData('x', 255, true)]
    [InlineData('x', 256, false)]
    [InlineData('é', 127, true)]
    [InlineData('é', 128, false)]
    public void Id_IsAsLongAsAFileName(char character, int count, bool isValid) =>
        (IdValidation.Validate(new string(character, count)) is null).ShouldBe(isValid);

    [Fact]
    public void HealthCheck()
    {
        CheckValidation.Validate(new HealthCheck { Type = Mesos.V1.HealthCheck.Types.Type.Command })
            .ShouldBe("Expecting 'command' to be set for COMMAND health check");
        CheckValidation.Validate(new HealthCheck { Type = Mesos.V1.HealthCheck.Types.Type.Command, Command = new CommandInfo() })
            .ShouldBe("Command health check must contain 'shell command'");
        CheckValidation.Validate(new HealthCheck
        {
            Type = Mesos.V1.HealthCheck.Types.Type.Http,
            Http = new HealthCheck.Types.HTTPCheckInfo { Scheme = "ftp" },
        }).ShouldBe("Unsupported HTTP health check scheme: 'ftp'");
        CheckValidation.Validate(new HealthCheck
        {
            Type = Mesos.V1.HealthCheck.Types.Type.Http,
            Http = new HealthCheck.Types.HTTPCheckInfo { Path = "x" },
        }).ShouldBe("The path 'x' of HTTP health check must start with '/'");
        CheckValidation.Validate(new HealthCheck
        {
            Type = Mesos.V1.HealthCheck.Types.Type.Tcp,
            Tcp = new HealthCheck.Types.TCPCheckInfo { Port = 1 },
            TimeoutSeconds = -1,
        }).ShouldBe("Expecting 'timeout_seconds' to be non-negative");
        CheckValidation.Validate(new HealthCheck { Type = Mesos.V1.HealthCheck.Types.Type.Unknown })
            .ShouldBe("'UNKNOWN' is not a valid health check type");
    }

    [Fact]
    public void Check()
    {
        CheckValidation.Validate(new CheckInfo { Type = CheckInfo.Types.Type.Http }).ShouldBe("Expecting 'http' to be set for HTTP check");
        CheckValidation.Validate(new CheckInfo { Type = CheckInfo.Types.Type.Tcp }).ShouldBe("Expecting 'tcp' to be set for TCP check");
        CheckValidation.Validate(new CheckInfo { Type = CheckInfo.Types.Type.Command, Command = new CheckInfo.Types.Command() })
            .ShouldBe("Command check must contain 'shell command'");
        CheckValidation.Validate(new CheckInfo
        {
            Type = CheckInfo.Types.Type.Tcp,
            Tcp = new CheckInfo.Types.Tcp { Port = 1 },
            IntervalSeconds = -1,
        }).ShouldBe("Expecting 'interval_seconds' to be non-negative");
    }

    [Fact]
    public void Command_SecretVariables()
    {
        Validate(static variable => { }).ShouldBe("Environment variable 'A' of type 'SECRET' must have a secret set");
        Validate(static variable => variable.Secret = new Secret { Type = Secret.Types.Type.Value })
            .ShouldBe("Environment variable 'A' specifies an invalid secret: Secret of type VALUE must have the 'value' field set");
        Validate(static variable => variable.Secret = Value("a\0b"))
            .ShouldBe("Environment variable 'A' specifies a secret containing null bytes, which is not allowed in the environment");
        Validate(static variable => variable.Secret = Value("ab")).ShouldBeNull();
    }

    private static Secret Value(string text) => new()
    {
        Type = Secret.Types.Type.Value,
        Value = new Secret.Types.Value { Data = Google.Protobuf.ByteString.CopyFromUtf8(text) },
    };

    private static string? Validate(System.Action<Environment.Types.Variable> change)
    {
        var variable = new Environment.Types.Variable { Name = "A", Type = Mesos.V1.Environment.Types.Variable.Types.Type.Secret };
        change(variable);
        return CommandValidation.Validate(new CommandInfo { Environment = new Environment { Variables = { variable } } });
    }
}
