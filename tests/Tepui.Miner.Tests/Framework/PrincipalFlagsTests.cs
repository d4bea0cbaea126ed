using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Tepui.Client;
using Tepui.Miner.Framework;

namespace Tepui.Miner.Tests.Framework;

public sealed class PrincipalFlagsTests : IDisposable
{
    private readonly string _secretFile = Path.GetTempFileName();

    public void Dispose() => File.Delete(_secretFile);

    [Fact]
    public void ReadCredential_PrincipalAndSecretFile_GiveThePairWithoutTheLinesEnd()
    {
        File.WriteAllText(_secretFile, "hush-hush\n");
        var options = new MinerOptions { AuthenticationPrincipal = "miner", AuthenticationSecretFile = _secretFile };

        options.Faults().ShouldBeEmpty();
        options.ReadCredential().ShouldBe(new BasicCredential("miner", "hush-hush"));
    }

    [Fact]
    public void ReadCredential_NoSecret_IsNone()
    {
        new MinerOptions { AuthenticationPrincipal = "miner" }.ReadCredential().ShouldBeNull();
        new MinerOptions().ReadCredential().ShouldBeNull();
    }

    [Theory]
    [InlineData("miner", null)]
    [InlineData(null, "miner")]
    [InlineData("miner", "miner")]
    public void Framework_HasThePrincipal_WhicheverFlagNamedIt(string? own, string? originals)
    {
        using var miner = new SchedulerHarness(options => (options.Principal, options.AuthenticationPrincipal) = (own, originals));

        miner.Scheduler.Framework().Principal.ShouldBe("miner");
        miner.Options.Faults().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("SASL")]
    [InlineData("basic")]
    public void Faults_ProvidersThatMeanBasic_AreNone(string? provider) =>
        new MinerOptions { AuthenticationProvider = provider }.Faults().ShouldBeEmpty();

    [Fact]
    public void Faults_TellAllThatIsWrong() =>
        new MinerOptions
        {
            Principal = "a:b",
            AuthenticationPrincipal = "other",
            AuthenticationSecretFile = _secretFile,
            AuthenticationProvider = "kerberos",
        }.Faults().ShouldBe(
        [
            "--mesos_authentication_principal: 'other', but --principal is 'a:b'; give one of them",
            "--mesos_authentication_principal: 'a:b' must not have a ':' in it",
            "--mesos_authentication_provider: 'kerberos' is not supported; only basic is",
        ]);

    [Fact]
    public void Faults_ASecretOfNobody_NamesTheFlagThatIsMissing() =>
        new MinerOptions { AuthenticationSecretFile = _secretFile }.Faults().Single()
            .ShouldBe("--mesos_authentication_secret_file: whose secret it is must be said by --mesos_authentication_principal");

    [Fact]
    public async Task FrameworkAsync_NoSuchSecretFile_IsOneLineAndGives1()
    {
        using var error = new StringWriter();
        var options = new MinerOptions { Principal = "miner", AuthenticationSecretFile = "/no/such/file" };

        (await MinerCommands.FrameworkAsync(options, TextWriter.Null, error, CancellationToken.None)).ShouldBe(1);
        error.ToString().Trim().ShouldStartWith("tepui miner framework: --mesos_authentication_secret_file: ");
    }
}
