using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Tests.Resources;

public class ResourceQuantitiesTests
{
    private static readonly string[] Names = ["cpus", "disks", "mem", "ports"];

    [Fact]
    public void Algebra_IsThatOfEveryNameForItself() => Prop.ForAll(Arb.From(Generators.Set.Two()), static pair =>
    {
        var (left, right) = (ResourceQuantities.Of(pair.Item1), ResourceQuantities.Of(pair.Item2));
        var (sum, rest) = (left.Add(right), left.Subtract(right));
        return Names.All(name => sum.Of(name) == left.Of(name) + right.Of(name)
                && rest.Of(name) == System.Math.Max(0, left.Of(name) - right.Of(name)))
            && left.Contains(right) == Names.All(name => left.Of(name) >= right.Of(name))
            && sum.Select(static quantity => quantity.Key).SequenceEqual(sum.Select(static quantity => quantity.Key).Order())
            && sum.All(static quantity => quantity.Value > 0);
    }).Check(Generators.Config);

    [Theory]
    [InlineData("", "{}")]
    [InlineData("mem:1024;cpus:0.5", "cpus:0.5; mem:1024")]
    [InlineData("cpus:1;cpus(ads):2;ports:[1-10];disks:{a,b}", "cpus:3; disks:2; ports:10")]
    public void Text_IsMesoss(string resources, string text) => ResourceQuantities.Of(Generators.Parse(resources)).ToString().ShouldBe(text);

    [Fact]
    public void Text_OfALargeQuantity_HasFifteenDigits() =>
        ResourceQuantities.From([new KeyValuePair<string, long>("mem", 1_152_921_504_606_846_976)]).ToString().ShouldBe("mem:1.15292150460685e+15");
}
