using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Tepui.Kernel.Quotas;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Roles;
using Tepui.Kernel.Tests.Resources;

namespace Tepui.Kernel.Tests.Quotas;

public class QuotaTreeTests
{
    [Fact]
    public void Validate_AParentThatIsGuaranteedLessThanItsChildren_IsNamedWithBothSums()
    {
        var tree = new QuotaTree([new("eng/web", Cpus(2)), new("eng/db", Cpus(3)), new("eng", Cpus(4))]);
        tree.Validate().ShouldBe(
            "Invalid quota configuration. Parent role 'eng' with guarantees (cpus:4) does not contain the sum of its children's " +
            "guarantees (cpus:5)");
        tree.Set("eng", Cpus(5));
        tree.Validate().ShouldBeNull();
        tree.TotalGuarantees().ToString().ShouldBe("cpus:5");
    }

    [Fact]
    public void Validate_AChildOfARoleWithoutQuota_HasNoGuarantee() => new QuotaTree([new("eng/web", Cpus(0.5))]).Validate().ShouldBe(
        "Invalid quota configuration. Parent role 'eng' with guarantees ({}) does not contain the sum of its children's guarantees (cpus:0.5)");

    /// <summary>Over random trees: every role against the sum of its children, and the total as the sum of the top-level roles.</summary>
    [Fact]
    public void Validate_IsWhatEveryRoleForItselfSays()
    {
        var quota = from cpus in Gen.Choose(0, 4)
                    from mem in Gen.Choose(0, 2)
                    select new Quota(
                        ResourceQuantities.From([new("cpus", cpus * FixedPoint.One), new("mem", mem * FixedPoint.One)]), ResourceLimits.None);
        var roles = Gen.Elements("a", "b", "a/x", "a/y", "a/x/1", "a/x/2", "b/x");
        var quotas = roles.Zip(quota).ListOf().Select(static pairs => pairs.DistinctBy(static pair => pair.Item1)
            .Select(static pair => KeyValuePair.Create(pair.Item1, pair.Item2)).ToList());
        Prop.ForAll(Arb.From(quotas), static quotas =>
        {
            var all = quotas.ToDictionary();
            var holds = all.Keys.SelectMany(RoleName.SelfAndAncestors).All(role => Of(all, role).Contains(
                Children(all, role).Aggregate(ResourceQuantities.None, (sum, child) => sum.Add(Of(all, child)))));
            var total = all.Where(static pair => !pair.Key.Contains('/'))
                .Aggregate(ResourceQuantities.None, static (sum, pair) => sum.Add(pair.Value.Guarantees));
            var tree = new QuotaTree(quotas);
            return tree.Validate() is null == holds && tree.TotalGuarantees().SequenceEqual(total);
        }).Check(Generators.Config);
    }

    private static ResourceQuantities Of(Dictionary<string, Quota> quotas, string role) =>
        quotas.TryGetValue(role, out var quota) ? quota.Guarantees : ResourceQuantities.None;

    private static IEnumerable<string> Children(Dictionary<string, Quota> quotas, string role) =>
        quotas.Keys.Where(child => child.StartsWith(role + "/", System.StringComparison.Ordinal) && !child[(role.Length + 1)..].Contains('/'));

    private static Quota Cpus(double cpus) =>
        new(ResourceQuantities.From([new("cpus", FixedPoint.FromDouble(cpus))]), ResourceLimits.None);
}
