using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Mesos.V1;
using Mesos.V1.Scheduler;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Constraints;
using Tepui.Kernel.Constraints.Patterns;
using Tepui.Kernel.Tests.Resources;
using Attribute = Mesos.V1.Attribute;
using Group = Mesos.V1.Scheduler.OfferConstraints.Types.RoleConstraints.Types.Group;
using Predicate = Mesos.V1.Scheduler.AttributeConstraint.Types.Predicate;
using Pseudoattribute = Mesos.V1.Scheduler.AttributeConstraint.Types.Selector.Types.PseudoattributeType;
using Selector = Mesos.V1.Scheduler.AttributeConstraint.Types.Selector;

namespace Tepui.Kernel.Tests.Constraints;

public class RoleConstraintsTests
{
    private static readonly AgentTraits Agent = new("h1", "eu", null, [Text("rack", "r1"), Text("rack", "r2"), Scalar("cores", 4)]);

    // Of an attribute that is absent, one that is the text r1, and one that is no text.
    [Theory]
    [InlineData("exists", false, true, true)]
    [InlineData("not_exists", true, false, false)]
    [InlineData("equals r1", false, true, true)]
    [InlineData("equals r2", false, false, true)]
    [InlineData("not_equals r1", true, false, true)]
    [InlineData("not_equals r2", true, true, true)]
    [InlineData("matches r[0-9]", false, true, true)]
    [InlineData("matches r", false, false, true)]
    [InlineData("not_matches r[0-9]", true, false, true)]
    [InlineData("not_matches r", true, true, true)]
    public void APredicate_OfAnAttribute(string predicate, bool absent, bool text, bool other)
    {
        Allows(Attribute("nosuch"), Predicate(predicate)).ShouldBe(absent);
        Allows(Attribute("rack"), Predicate(predicate)).ShouldBe(text);
        Allows(Attribute("cores"), Predicate(predicate)).ShouldBe(other);
    }

    [Theory]
    [InlineData(Pseudoattribute.Hostname, "equals h1", true)]
    [InlineData(Pseudoattribute.Hostname, "exists", true)]
    [InlineData(Pseudoattribute.Region, "matches e.", true)]
    [InlineData(Pseudoattribute.Region, "not_equals eu", false)]
    [InlineData(Pseudoattribute.Zone, "exists", false)]
    [InlineData(Pseudoattribute.Zone, "not_equals z", true)]
    public void APredicate_OfAPseudoattribute(Pseudoattribute selector, string predicate, bool holds) =>
        Allows(new Selector { PseudoattributeType = selector }, Predicate(predicate)).ShouldBe(holds);

    [Fact]
    public void ARoleWithoutConstraints_TakesAnyAgent()
    {
        RoleConstraints.Of(null, PatternLimits.Default).ShouldBe((null, null));
        RoleConstraints.Of(new OfferConstraints(), PatternLimits.Default).ShouldBe((null, null));
        Compile(Message("a", [[Constraint(Attribute("nosuch"), Predicate("exists"))]])).Allows("b", Agent).ShouldBeTrue();
    }

    [Fact]
    public void WhatIsNoConstraint_IsSaidInMesossWords()
    {
        var empty = new OfferConstraints();
        empty.RoleConstraints.Add("a", new OfferConstraints.Types.RoleConstraints());
        FaultOf(empty).ShouldBe("'OfferConstraints::role_constraints' has an empty 'RoleConstraints::groups' for role a");
        FaultOf(Message("a", [[]])).ShouldBe(
            "'OfferConstraints::RoleConstraints::groups' for role acontains an empty RoleConstraints::Group");
        FaultOf(new Selector(), Predicate("exists")).ShouldBe(
            "A role a has an invalid 'AttributeConstraint': Exactly one of 'AttributeConstraint::Selector::name' or " +
            "'AttributeConstraint::Selector::pseudoattribute_type' must be set");
        FaultOf(new Selector { PseudoattributeType = Pseudoattribute.Unknown }, Predicate("exists")).ShouldBe(
            "A role a has an invalid 'AttributeConstraint': Unknown pseudoattribute type");
        FaultOf(Attribute("rack"), new Predicate()).ShouldBe("A role a has an invalid 'AttributeConstraint': Unknown predicate type");
        FaultOf(Attribute("rack"), Predicate("matches (")).ShouldBe(
            "A role a has an invalid 'AttributeConstraint': Failed to construct regex from pattern '(': missing ): (");
        FaultOf(Attribute("rack"), Predicate("not_matches a{90}"), new PatternLimits(0, 10)).ShouldBe(
            "A role a has an invalid 'AttributeConstraint': Regex 'a{90}' is too complex: program size of 92 is larger than maximum of 10 allowed");
    }

    /// <summary>Some group holds as a whole: told by evaluating everything with no short cut.</summary>
    [Fact]
    public void Allows_IsWhatANaiveEvaluationSays()
    {
        var constraint = from selector in Gen.Elements("rack", "cores", "nosuch", "HOSTNAME", "REGION", "ZONE")
                         from predicate in Gen.Elements(
                             "exists", "not_exists", "equals r1", "equals h1", "not_equals eu", "matches [rh]1", "not_matches .*1")
                         select (Selector: selector, Predicate: predicate);
        var groups = constraint.NonEmptyListOf().NonEmptyListOf();
        var agents = from hostname in Gen.Elements("h1", "h2")
                     from region in Gen.Elements(null, "eu", "r1")
                     from attributes in Gen.Elements(Text("rack", "r1"), Text("rack", "r2"), Scalar("rack", 1), Scalar("cores", 4)).ListOf()
                     select new AgentTraits(hostname, region, region is null ? null : "z1", [.. attributes]);
        Prop.ForAll(Arb.From(groups), Arb.From(agents), (groups, agent) =>
        {
            var compiled = Compile(Message(
                "a", groups.Select(group => group.Select(pair => Constraint(SelectorOf(pair.Selector), Predicate(pair.Predicate))))));
            var expected = groups.Select(group => group.Count(pair => Naively(agent, pair.Selector, pair.Predicate)) == group.Count).Contains(true);
            return compiled.Allows("a", agent) == expected;
        }).Check(Generators.Config);
    }

    private static bool Naively(AgentTraits agent, string selector, string predicate)
    {
        object? value = selector switch
        {
            "HOSTNAME" => agent.Hostname,
            "REGION" => agent.Region,
            "ZONE" => agent.Zone,
            _ => agent.Attributes.FirstOrDefault(attribute => attribute.Name == selector) is { } attribute
                ? attribute.Type == Value.Types.Type.Text ? attribute.Text.Value : 1.0
                : null,
        };
        return (predicate, value) switch
        {
            ("exists", _) => value is not null,
            ("not_exists", _) => value is null,
            (_, double) => true,
            ("equals r1", _) => value is "r1",
            ("equals h1", _) => value is "h1",
            ("not_equals eu", _) => value is not "eu",
            ("matches [rh]1", _) => value is "r1" or "h1",
            _ => value is not string text || !text.EndsWith('1'),
        };
    }

    private static bool Allows(Selector selector, Predicate predicate) =>
        Compile(Message("a", [[Constraint(selector, predicate)]])).Allows("a", Agent);

    private static RoleConstraints Compile(OfferConstraints message) =>
        RoleConstraints.Of(message, PatternLimits.Default).Constraints.ShouldNotBeNull();

    private static string? FaultOf(OfferConstraints message) => RoleConstraints.Of(message, PatternLimits.Default).Fault;

    private static string? FaultOf(Selector selector, Predicate predicate, PatternLimits? limits = null) =>
        RoleConstraints.Of(Message("a", [[Constraint(selector, predicate)]]), limits ?? PatternLimits.Default).Fault;

    private static OfferConstraints Message(string role, IEnumerable<IEnumerable<AttributeConstraint>> groups)
    {
        var constraints = new OfferConstraints.Types.RoleConstraints();
        foreach (var members in groups)
        {
            var group = new Group();
            group.AttributeConstraints.AddRange(members);
            constraints.Groups.Add(group);
        }

        var message = new OfferConstraints();
        message.RoleConstraints.Add(role, constraints);
        return message;
    }

    private static AttributeConstraint Constraint(Selector selector, Predicate predicate) => new() { Selector = selector, Predicate = predicate };

    private static Selector SelectorOf(string text) =>
        Enum.TryParse(text, ignoreCase: true, out Pseudoattribute type) ? new Selector { PseudoattributeType = type } : Attribute(text);

    private static Selector Attribute(string name) => new() { AttributeName = name };

    private static Predicate Predicate(string text) => text.Split(' ') switch
    {
        ["exists"] => new() { Exists = new() },
        ["not_exists"] => new() { NotExists = new() },
        ["equals", var value] => new() { TextEquals = new() { Value = value } },
        ["not_equals", var value] => new() { TextNotEquals = new() { Value = value } },
        ["matches", var regex] => new() { TextMatches = new() { Regex = regex } },
        [_, var regex] => new() { TextNotMatches = new() { Regex = regex } },
        _ => throw new ArgumentException(text),
    };

    private static Attribute Text(string name, string value) =>
        new() { Name = name, Type = Value.Types.Type.Text, Text = new Value.Types.Text { Value = value } };

    private static Attribute Scalar(string name, double value) =>
        new() { Name = name, Type = Value.Types.Type.Scalar, Scalar = new Value.Types.Scalar { Value = value } };
}
