using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Mesos.V1.Quota;
using Tepui.Kernel.Quotas;
using Tepui.Kernel.Tests.Resources;
using Call = Mesos.V1.Master.Call;

namespace Tepui.Kernel.Tests.Master.Calls;

/// <summary>
/// Random sequences of quota calls, of which several are on their way to the registry at once, with writes that fail and masters
/// that are replaced, against a dictionary that knows nothing of all that.
/// </summary>
public class QuotaPropertyTests
{
    private static readonly string[] Roles = ["a", "b", "c", "a/b"];

    [Fact]
    public void Quotas_AreWhatAcceptedCallsMadeThem_AndNothingOfARefusedOneHappens()
    {
        var quantity = Gen.Choose(0, 5);
        var config = from role in Gen.Elements(Roles)
                     from guarantee in quantity
                     from limit in quantity
                     select UpdateQuotaTests.Config(role, guarantee > 0 ? $"cpus:{guarantee}" : "", $"cpus:{limit}");
        var call = Gen.Frequency(
            (4, config.ListOf().Select(static configs => Update(configs.Take(3)))),
            (2, from role in Gen.Elements(Roles)
                from guarantee in quantity
                select SetQuotaTests.Set(role, $"cpus:{guarantee + 1}")),
            (1, Gen.Elements(Roles).Select(static role =>
                new Call { Type = Call.Types.Type.RemoveQuota, RemoveQuota = new Call.Types.RemoveQuota { Role = role } })));
        var step = Gen.Frequency(
            (6, call.Select(static made => new Move(made))),
            (4, Gen.Constant(new Move(Stores: true))),
            (1, Gen.Constant(new Move(Fails: true))),
            (1, Gen.Constant(new Move(Restarts: true))));
        Prop.ForAll(Arb.From(step.ListOf()), static moves => Play(moves)).Check(Generators.Config.WithMaxTest(200));
    }

    private static void Play(IReadOnlyList<Move> moves)
    {
        var scenario = new MasterScenario { HoldRegistry = true };
        var agent = scenario.Register("cpus:4;mem:4096");
        scenario.StoreRegistry();
        agent.Id.ShouldNotBeNull();
        var model = new SortedDictionary<string, Quota>(StringComparer.Ordinal);
        var made = new List<(RequestId Request, Call Call)>();
        foreach (var move in moves.Append(new Move(Stores: true)).Append(new Move(Stores: true)))
        {
            if (move.Call is { } call)
            {
                made.Add((scenario.BeginOperate(call.Clone()), call));
            }
            else if (move.Restarts)
            {
                // Whoever waits hears nothing any more; what is durable stays.
                made.Clear();
                scenario.LoseHeldWrite(isDurable: false);
                scenario.RestartMaster();
            }
            else if (scenario.HeldWrite is not null)
            {
                (move.Fails ? (Action)scenario.FailRegistry : scenario.StoreRegistry)();
            }

            foreach (var (request, answered) in made.Where(pair => scenario.IsAnswered(pair.Request)).ToList())
            {
                made.Remove((request, answered));
                if (scenario.Answer(request) is null)
                {
                    Apply(model, answered);
                }
            }

            var view = scenario.Machine.TakeView();
            Text(view.Quotas).ShouldBe(Text(model));
            Text(scenario.Registry.Quotas).ShouldBe(Text(model));
            new QuotaTree(model).Validate().ShouldBeNull();
            model.Keys.ShouldAllBe(static role => !role.Contains('/'));
        }
    }

    private static void Apply(SortedDictionary<string, Quota> model, Call call)
    {
        var changes = call.Type switch
        {
            Call.Types.Type.UpdateQuota => call.UpdateQuota.QuotaConfigs.Select(static config => (config.Role, QuotaMessage.FromConfig(config))),
            Call.Types.Type.SetQuota =>
                [(call.SetQuota.QuotaRequest.Role, QuotaMessage.FromGuarantee(call.SetQuota.QuotaRequest.Guarantee))],
            _ => [(call.RemoveQuota.Role, Quota.Default)],
        };
        foreach (var (role, quota) in changes)
        {
            model[role] = quota;
            if (quota.IsDefault)
            {
                model.Remove(role);
            }
        }
    }

    private static Call Update(IEnumerable<QuotaConfig> configs) =>
        UpdateQuotaTests.Update(configs.Select(static config => config.Clone()).ToArray());

    private static string Text(IEnumerable<KeyValuePair<string, Quota>> quotas) =>
        string.Join(", ", quotas.Select(static pair => $"{pair.Key}: {pair.Value}"));

    private sealed record Move(Call? Call = null, bool Stores = false, bool Fails = false, bool Restarts = false);
}
