using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Tepui.Runtime.Flags;

namespace Tepui.Cli.Flags;

/// <summary>
/// The command-line options of an options class: <c>--name=value</c> or <c>--name value</c>, <c>--name</c> and <c>--no-name</c>
/// for switches, else <c>MESOS_NAME</c> of the environment; a value <c>file:///path</c> stands for that file's content
/// (docs/configuration.md of Mesos).
/// </summary>
internal sealed class FlagOptions<TFlags>
    where TFlags : class, IFlags, new()
{
    private readonly List<Flag> _flags = [];

    /// <summary>Makes an option of every flag and adds it to the command.</summary>
    public FlagOptions(Command command)
    {
        var defaults = new TFlags();
        foreach (var property in FlagProperty.Of(typeof(TFlags)))
        {
            var flag = property.IsSwitch ? Switch(property, defaults) : Valued(property, defaults);
            _flags.Add(flag);
            command.Options.Add(flag.Option);
            if (flag.Negation is not null)
                command.Options.Add(flag.Negation);
        }
    }

    /// <summary>The options as given; adds everything wrong with them to <paramref name="faults"/>.</summary>
    public TFlags Read(ParseResult parsed, IReadOnlyDictionary<string, string> environment, List<string> faults)
    {
        var flags = new TFlags();
        var atFirst = faults.Count;
        foreach (var flag in _flags)
        {
            var before = faults.Count;
            foreach (var text in Given(flag, parsed, faults) ?? FromEnvironment(flag, environment))
            {
                string? read = flag.Property.IsAddress ? text : FlagFile.Read(flag.Property.Name, text, faults);
                if (read is { } value && flag.Property.Set(flags, value) is { } fault)
                    faults.Add(fault);
            }

            if (Given(flag, parsed, []) is null && VariableOf(flag.Property, environment) is { } variable)
                NameVariable(flag.Property, variable, faults, before);
        }

        // What the values mean together can be judged only when each could be read.
        if (faults.Count == atFirst)
        {
            faults.AddRange(flags.Faults());
            foreach (var flag in _flags)
            {
                if (Given(flag, parsed, []) is null && VariableOf(flag.Property, environment) is { } variable)
                    NameVariable(flag.Property, variable, faults, atFirst);
            }
        }

        return flags;
    }

    private static Flag Switch(FlagProperty property, TFlags defaults) => new(
        property,
        new SwitchOption(property.Name) { Description = Describe(property, defaults) },
        new SwitchOption($"no-{property.Name}") { Hidden = true });

    private static Flag Valued(FlagProperty property, TFlags defaults)
    {
        var option = new Option<string[]>($"--{property.Name}")
        {
            Description = Describe(property, defaults),
            HelpName = property.Value,
            Arity = ArgumentArity.OneOrMore,
        };
        if (property.FormerName is { } former)
            option.Aliases.Add($"--{former}");
        return new Flag(property, option, null);
    }

    private static string Describe(FlagProperty property, TFlags defaults) =>
        property.Read(defaults) is { Length: > 0 } value ? $"{property.Help} (default: {value})" : property.Help;

    /// <summary>What the command line says of a flag; null where it says nothing.</summary>
    private IReadOnlyList<string>? Given(Flag flag, ParseResult parsed, List<string> faults)
    {
        var name = flag.Property.Name;
        if (flag.Negation is not null && parsed.GetResult(flag.Negation) is { Implicit: false } negation)
        {
            if (negation.Tokens.Count == 0)
                return ["false"];
            faults.Add($"--no-{name}: takes no value; --{name}=true and --{name}=false do");
            return [];
        }

        if (parsed.GetResult(flag.Option) is not { Implicit: false } result)
            return null;
        if (result.IdentifierTokenCount > 1 && !flag.Property.IsList)
        {
            faults.Add($"--{name}: given {result.IdentifierTokenCount} times");
            return [];
        }

        // The tokens, for the library throws where a value of the option's type cannot be made of them.
        var values = result.Tokens.Select(token => token.Value).ToArray();
        if (flag.Property.IsSwitch)
            return values.Length > 0 ? values : ["true"];
        if (values.Length >= result.IdentifierTokenCount && !values.Any(IsFlag))
            return values;
        faults.Add($"--{name}: needs a value, as in --{name}={flag.Property.Value}");
        return [];
    }

    /// <summary>What follows a flag that lacks its value is the next flag.</summary>
    private bool IsFlag(string text) => text.StartsWith("--", StringComparison.Ordinal)
        && text.Split('=')[0] is var name
        && _flags.Any(flag => flag.Option.Name == name || flag.Option.Aliases.Contains(name) || flag.Negation?.Name == name);

    private static string[] FromEnvironment(Flag flag, IReadOnlyDictionary<string, string> environment) =>
        VariableOf(flag.Property, environment) is { } variable ? [environment[variable]] : [];

    /// <summary>The variable that sets a flag, by its name or its former one; null when none does.</summary>
    private static string? VariableOf(FlagProperty property, IReadOnlyDictionary<string, string> environment) =>
        environment.ContainsKey(Variable(property.Name)) ? Variable(property.Name)
        : property.FormerName is { } former && environment.ContainsKey(Variable(former)) ? Variable(former)
        : null;

    private static string Variable(string flag) => $"MESOS_{flag.ToUpperInvariant()}";

    /// <summary>Who set a variable looks for its name, not for a flag that stands on no command line.</summary>
    private static void NameVariable(FlagProperty property, string variable, List<string> faults, int from)
    {
        for (var i = from; i < faults.Count; i++)
        {
            if (faults[i].StartsWith($"--{property.Name}:", StringComparison.Ordinal))
                faults[i] = $"{variable} of the environment (--{property.Name}){faults[i][(property.Name.Length + 2)..]}";
        }
    }

    private sealed record Flag(FlagProperty Property, Option Option, Option? Negation);
}
