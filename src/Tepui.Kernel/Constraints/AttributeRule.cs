using System;
using System.Linq;
using Mesos.V1;
using Tepui.Kernel.Allocation;
using Tepui.Kernel.Constraints.Patterns;
using Message = Mesos.V1.Scheduler.AttributeConstraint;
using PredicateCase = Mesos.V1.Scheduler.AttributeConstraint.Types.Predicate.PredicateOneofCase;
using Pseudoattribute = Mesos.V1.Scheduler.AttributeConstraint.Types.Selector.Types.PseudoattributeType;
using Selector = Mesos.V1.Scheduler.AttributeConstraint.Types.Selector;

namespace Tepui.Kernel.Constraints;

/// <summary>One constraint, ready to be asked (src/master/allocator/mesos/offer_constraints_filter.cpp).</summary>
internal sealed class AttributeRule
{
    private readonly Selector _selector;
    private readonly PredicateCase _predicate;
    private readonly Func<string, bool>? _holds;

    private AttributeRule(Selector selector, PredicateCase predicate, Func<string, bool>? holds)
    {
        _selector = selector;
        _predicate = predicate;
        _holds = holds;
    }

    /// <exception cref="PatternException">The constraint is not valid; the message is Mesos's.</exception>
    public static AttributeRule Of(Message constraint, PatternLimits limits)
    {
        Validate(constraint.Selector);
        var predicate = constraint.Predicate;
        Func<string, bool>? holds = predicate.PredicateCase switch
        {
            PredicateCase.Exists or PredicateCase.NotExists => null,
            PredicateCase.TextEquals => text => string.Equals(text, predicate.TextEquals.Value, StringComparison.Ordinal),
            PredicateCase.TextNotEquals => text => !string.Equals(text, predicate.TextNotEquals.Value, StringComparison.Ordinal),
            PredicateCase.TextMatches => Pattern.Parse(predicate.TextMatches.Regex, limits).IsMatch,
            PredicateCase.TextNotMatches => Not(Pattern.Parse(predicate.TextNotMatches.Regex, limits)),
            _ => throw new PatternException("Unknown predicate type"),
        };
        return new AttributeRule(constraint.Selector, predicate.PredicateCase, holds);
    }

    public bool Holds(AgentTraits agent)
    {
        if (_selector.SelectorCase == Selector.SelectorOneofCase.PseudoattributeType)
        {
            var text = _selector.PseudoattributeType switch
            {
                Pseudoattribute.Hostname => agent.Hostname,
                Pseudoattribute.Region => agent.Region,
                _ => agent.Zone,
            };
            return text is null ? HoldsOfNothing() : HoldsOf(text);
        }

        var attribute = agent.Attributes.FirstOrDefault(candidate =>
            string.Equals(candidate.Name, _selector.AttributeName, StringComparison.Ordinal));
        return attribute is null ? HoldsOfNothing()
            : attribute.Type == Value.Types.Type.Text ? HoldsOf(attribute.Text?.Value ?? "")
            : _predicate != PredicateCase.NotExists;
    }

    private static Func<string, bool> Not(Pattern pattern) => text => !pattern.IsMatch(text);

    private static void Validate(Selector selector)
    {
        switch (selector.SelectorCase)
        {
            case Selector.SelectorOneofCase.None:
                throw new PatternException(
                    "Exactly one of 'AttributeConstraint::Selector::name' or " +
                    "'AttributeConstraint::Selector::pseudoattribute_type' must be set");
            case Selector.SelectorOneofCase.PseudoattributeType
                when selector.PseudoattributeType is not (Pseudoattribute.Hostname or Pseudoattribute.Region or Pseudoattribute.Zone):
                throw new PatternException("Unknown pseudoattribute type");
            default:
                return;
        }
    }

    private bool HoldsOf(string text) => _holds?.Invoke(text) ?? _predicate == PredicateCase.Exists;

    private bool HoldsOfNothing() => _predicate is PredicateCase.NotExists or PredicateCase.TextNotEquals or PredicateCase.TextNotMatches;
}
