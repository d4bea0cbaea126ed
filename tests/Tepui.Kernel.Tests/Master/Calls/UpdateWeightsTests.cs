using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Master;
using Call = Mesos.V1.Master.Call;

namespace Tepui.Kernel.Tests.Master.Calls;

public class UpdateWeightsTests
{
    private readonly MasterScenario _scenario = new();

    [Fact]
    public void Handle_StoresBeforeItAnswers_AndWeighsAtOnce()
    {
        _scenario.HoldRegistry = true;
        var request = _scenario.BeginOperate(Update(("dev", 2)));
        _scenario.IsAnswered(request).ShouldBeFalse();
        _scenario.Machine.TakeView().Weights.ShouldBeEmpty();
        _scenario.StoreRegistry();
        _scenario.Answer(request).ShouldBeNull();
        _scenario.Machine.TakeView().Weights.ShouldBe([new KeyValuePair<string, double>("dev", 2)]);
    }

    [Fact]
    public void Handle_RegistryFails_ChangesNothing()
    {
        _scenario.HoldRegistry = true;
        var request = _scenario.BeginOperate(Update(("dev", 2)));
        _scenario.FailRegistry();
        _scenario.Answer(request).ShouldNotBeNull().Kind.ShouldBe(RejectionKind.Unavailable);
        _scenario.Machine.TakeView().Weights.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Handle_WeightThatIsNone_IsRefusedWithAllOthers(double weight)
    {
        _scenario.Operate(Update(("ops", 2), ("dev", weight))).ShouldNotBeNull().Message.ShouldBe(
            $"Failed to validate update weights request JSON for role 'dev': Invalid weight '{weight}': Weights must be positive");
        _scenario.Registry.Weights.ShouldBeEmpty();
    }

    [Fact]
    public void Handle_RoleInUse_SharesOutAnewByTheNewWeights()
    {
        for (var agent = 0; agent < 12; agent++)
        {
            _scenario.Register("cpus:1;mem:64");
        }

        var schedulers = new[] { "a", "b" }.Select(role => _scenario.Subscribe(subscribe =>
        {
            subscribe.FrameworkInfo.Roles.Clear();
            subscribe.FrameworkInfo.Roles.Add(role);
        })).ToList();
        _scenario.Operate(Update(("unused", 5))).ShouldBeNull();
        schedulers[0].Offers.Count.ShouldBe(12);

        _scenario.Operate(Update(("b", 3))).ShouldBeNull();
        schedulers.Select(static scheduler => scheduler.Offers.Count).ShouldBe([3, 9]);
    }

    [Fact]
    public void Flag_FillsAnEmptyRegistry_AndDoesNotCountAfterwards()
    {
        var scenario = new MasterScenario(static config => config with { Weights = Weights(("dev", 2)) });
        scenario.Registry.Weights.ShouldBe([new KeyValuePair<string, double>("dev", 2)]);
        scenario.Operate(Update(("dev", 3))).ShouldBeNull();
        scenario.Notices.OfType<WeightsFlagIgnored>().ShouldBeEmpty();

        scenario.RestartMaster();
        scenario.Notices.OfType<WeightsFlagIgnored>().Count().ShouldBe(1);
        scenario.Machine.TakeView().Weights.ShouldBe([new KeyValuePair<string, double>("dev", 3)]);
    }

    private static ImmutableSortedDictionary<string, double> Weights(params (string Role, double Weight)[] weights) =>
        weights.ToImmutableSortedDictionary(static pair => pair.Role, static pair => pair.Weight, StringComparer.Ordinal);

    private static Call Update(params (string Role, double Weight)[] weights)
    {
        var call = new Call { Type = Call.Types.Type.UpdateWeights, UpdateWeights = new Call.Types.UpdateWeights() };
        call.UpdateWeights.WeightInfos.AddRange(weights.Select(static pair => new WeightInfo { Role = pair.Role, Weight = pair.Weight }));
        return call;
    }
}
