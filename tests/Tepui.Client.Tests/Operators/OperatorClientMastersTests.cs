using System;
using System.Threading.Tasks;
using Mesos.V1.Master;
using Tepui.Client.Masters;
using Tepui.Client.Operators;
using Tepui.Client.Tests.Masters;
using Tepui.Client.Tests.Scripted;

namespace Tepui.Client.Tests.Operators;

/// <summary>Which master the operator's client asks.</summary>
public sealed class OperatorClientMastersTests
{
    private readonly ElectionFixture _election = new();

    [Fact]
    public async Task TheElectedMasterIsAskedAndAfterAnElectionTheNext()
    {
        await using var first = new ScriptedServer();
        await using var second = new ScriptedServer();
        var node = _election.Join(first);
        _election.Join(second);
        await using var detector = _election.Detector();
        using var client = new OperatorClient(detector);
        await AnswerAsync(first, client);
        await AnswerAsync(first, client);
        var present = await detector.DetectAsync();

        _election.Leave(node);
        await present.Changed;

        await AnswerAsync(second, client);
    }

    [Fact]
    public async Task OfSeveralAddressesTheOneThatAnswersIsKept()
    {
        await using var master = new ScriptedServer();
        await using var detector = MasterDetector.Open($"127.0.0.1:1,{master.Address}");
        using var client = new OperatorClient(detector);
        await AnswerAsync(master, client);
        await AnswerAsync(master, client);
    }

    [Fact]
    public async Task WhenNoneCanBeReachedEachWasTriedOnce()
    {
        await using var detector = MasterDetector.Open("127.0.0.1:1,127.0.0.1:2");
        using var client = new OperatorClient(detector);
        (await Should.ThrowAsync<MesosException>(() => client.GetVersionAsync())).Message.ShouldStartWith("cannot reach 127.0.0.1:2: ");
    }

    [Fact]
    public async Task WhileNobodyLeadsACallFailsAfterAWhile()
    {
        await using var detector = _election.Detector();
        using var client = new OperatorClient(detector, detectTimeout: TimeSpan.FromSeconds(5), time: _election.Time);
        var version = client.GetVersionAsync();
        version.IsCompleted.ShouldBeFalse();

        _election.Time.Advance(TimeSpan.FromSeconds(5));

        (await Should.ThrowAsync<MesosException>(() => version)).Message
            .ShouldBe("no master is elected at zk://user:****@h1:2181/mesos (waited 5 s)");
    }

    [Fact]
    public async Task ACallThatMayHaveComeThroughIsNotRepeated()
    {
        await using var first = new ScriptedServer();
        await using var second = new ScriptedServer();
        await using var detector = MasterDetector.Open($"{first.Address},{second.Address}");
        using var client = new OperatorClient(detector);
        var version = client.GetVersionAsync();
        (await first.NextAsync()).Break();

        await Should.ThrowAsync<MesosException>(() => version);
        second.HasNoRequest.ShouldBeTrue();
    }

    private static async Task AnswerAsync(ScriptedServer master, OperatorClient client)
    {
        var version = client.GetVersionAsync();
        await (await master.NextAsync()).AnswerAsync(new Response { Type = Response.Types.Type.GetVersion });
        await version;
    }
}
