using System;
using System.Collections.Generic;
using System.Linq;

namespace Tepui.Containerizer.Isolation.Linux.Seccomp;

/// <summary>
/// Translates profiles into filters: the number of a call is searched for by halves, then the conditions of its rules are looked at in
/// their order. The first rule that holds says what happens.
/// </summary>
internal static class SeccompFilter
{
    /// <summary>What happens to a program of another architecture, whose numbers mean other calls (SECCOMP_RET_KILL_THREAD).</summary>
    private const uint OtherArchitecture = 0;

    private const int NumberOffset = 0;
    private const int ArchitectureOffset = 4;
    private const int ArgumentsOffset = 16;

    /// <exception cref="ContainerLaunchException">There is no such profile, or it cannot be used.</exception>
    public static byte[] Read(string path, CapabilitySet capabilities)
    {
        SeccompProfile profile = SeccompProfile.Read(path);
        try
        {
            return Compile(profile, capabilities);
        }
        catch (FormatException e)
        {
            throw new ContainerLaunchException($"the seccomp profile {path} cannot be used: {e.Message}", e);
        }
    }

    /// <exception cref="FormatException">The filter would be too long.</exception>
    public static byte[] Compile(SeccompProfile profile, CapabilitySet capabilities)
    {
        var program = new FilterProgram();
        int next = program.Return(OtherArchitecture);
        foreach (uint architecture in profile.Architectures.Reverse())
        {
            int calls = Calls(program, profile, RulesOf(profile, architecture, capabilities));
            int numbers = program.Load(NumberOffset, calls);
            next = program.Jump(FilterJump.Equal, architecture, numbers, next);
        }

        _ = program.Load(ArchitectureOffset, next);
        return program.ToBytes();
    }

    /// <summary>The rules of each call by its number, in their order; those after one without conditions are left out.</summary>
    internal static SortedDictionary<uint, List<SeccompRule>> RulesOf(SeccompProfile profile, uint architecture, CapabilitySet capabilities)
    {
        string name = SystemCallNames.Native == SystemCallNames.Amd64 ? "amd64" : "arm64";
        IReadOnlyDictionary<string, uint> numbers = SystemCallNames.Of(architecture);
        var found = new SortedDictionary<uint, List<SeccompRule>>();
        foreach (SeccompRule rule in profile.Rules.Where(rule => Applies(rule, name, capabilities)))
        {
            foreach (string call in rule.Names)
            {
                // Names of calls that this architecture has not are in every profile.
                if (!numbers.TryGetValue(call, out uint number))
                    continue;
                if (!found.TryGetValue(number, out List<SeccompRule>? rules))
                    found.Add(number, rules = []);
                if (rules.Count == 0 || rules[^1].Conditions.Count > 0)
                    rules.Add(rule);
            }
        }

        return found;
    }

    private static bool Applies(SeccompRule rule, string architecture, CapabilitySet capabilities) =>
        (rule.OnlyArchitectures.Count == 0 || rule.OnlyArchitectures.Contains(architecture))
        && !rule.NotArchitectures.Contains(architecture)
        && capabilities.Holds(CapabilitySet.Of(rule.OnlyCapabilities))
        && capabilities.And(CapabilitySet.Of(rule.NotCapabilities)).Bits == 0;

    private static int Calls(FilterProgram program, SeccompProfile profile, SortedDictionary<uint, List<SeccompRule>> rules)
    {
        // What is alike is one range: where each begins, and what is done there.
        var ranges = new List<(uint First, List<SeccompRule>? Rules, uint Action)> { (0, null, profile.DefaultAction) };
        foreach ((uint number, List<SeccompRule> own) in rules)
        {
            bool isSimple = own[0].Conditions.Count == 0;
            uint action = isSimple ? own[0].Action : 0;
            (_, List<SeccompRule>? last, uint lastAction) = ranges[^1];
            if (!isSimple || last is not null || lastAction != action)
                Begin(ranges, number, isSimple ? null : own, action);
            if (!rules.ContainsKey(number + 1))
                Begin(ranges, number + 1, null, profile.DefaultAction);
        }

        return Search(program, profile.DefaultAction, ranges, 0, ranges.Count);
    }

    private static void Begin(
        List<(uint First, List<SeccompRule>? Rules, uint Action)> ranges, uint first, List<SeccompRule>? rules, uint action)
    {
        if (ranges[^1].First == first)
            ranges.RemoveAt(ranges.Count - 1);
        if (ranges.Count == 0 || rules is not null || ranges[^1].Rules is not null || ranges[^1].Action != action)
            ranges.Add((first, rules, action));
    }

    private static int Search(
        FilterProgram program, uint other, List<(uint First, List<SeccompRule>? Rules, uint Action)> ranges, int from, int to)
    {
        if (to - from == 1)
        {
            (_, List<SeccompRule>? rules, uint action) = ranges[from];
            return rules is null ? program.Return(action) : Rules(program, other, rules);
        }

        int middle = (from + to) / 2;
        int above = Search(program, other, ranges, middle, to);
        int below = Search(program, other, ranges, from, middle);
        return program.Jump(FilterJump.GreaterOrEqual, ranges[middle].First, above, below);
    }

    private static int Rules(FilterProgram program, uint other, List<SeccompRule> rules)
    {
        int next = program.Return(other);
        for (int i = rules.Count - 1; i >= 0; i--)
        {
            int holds = program.Return(rules[i].Action);
            for (int c = rules[i].Conditions.Count - 1; c >= 0; c--)
                holds = Condition(program, rules[i].Conditions[c], holds, next);
            next = holds;
        }

        return next;
    }

    /// <summary>Arguments have 64 bits and the machine of filters 32: the higher half is looked at first.</summary>
    private static int Condition(FilterProgram program, SeccompCondition condition, int holds, int not)
    {
        int low = ArgumentsOffset + (8 * condition.Index);
        int high = low + 4;
        (uint lowValue, uint highValue) = ((uint)condition.Value, (uint)(condition.Value >> 32));
        switch (condition.Comparison)
        {
            case Comparison.Equal:
                return Both(program, low, high, lowValue, highValue, holds, not);
            case Comparison.NotEqual:
                return Both(program, low, high, lowValue, highValue, not, holds);
            case Comparison.Greater:
                return Order(program, low, high, FilterJump.Greater, condition.Value, holds, not);
            case Comparison.GreaterOrEqual:
                return Order(program, low, high, FilterJump.GreaterOrEqual, condition.Value, holds, not);
            case Comparison.Less:
                return Order(program, low, high, FilterJump.GreaterOrEqual, condition.Value, not, holds);
            case Comparison.LessOrEqual:
                return Order(program, low, high, FilterJump.Greater, condition.Value, not, holds);
            default:
                int lower = program.Jump(FilterJump.Equal, (uint)condition.Second, holds, not);
                lower = program.Load(low, program.And(lowValue, lower));
                int upper = program.Jump(FilterJump.Equal, (uint)(condition.Second >> 32), lower, not);
                return program.Load(high, program.And(highValue, upper));
        }
    }

    private static int Both(FilterProgram program, int low, int high, uint lowValue, uint highValue, int equal, int not)
    {
        int lower = program.Load(low, program.Jump(FilterJump.Equal, lowValue, equal, not));
        return program.Load(high, program.Jump(FilterJump.Equal, highValue, lower, not));
    }

    private static int Order(FilterProgram program, int low, int high, FilterJump kind, ulong value, int above, int not)
    {
        int lower = program.Load(low, program.Jump(kind, (uint)value, above, not));
        int equal = program.Jump(FilterJump.Equal, (uint)(value >> 32), lower, not);
        return program.Load(high, program.Jump(FilterJump.Greater, (uint)(value >> 32), above, equal));
    }
}
