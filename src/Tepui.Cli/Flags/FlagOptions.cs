using System.Collections.Generic;
using System.CommandLine;
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
        var before = faults.Count;
        foreach (var flag in _flags)
        {
            foreach (var text in Given(flag, parsed, environment, faults))
            {
                if (FlagFile.Read(flag.Property.Name, text, faults) is { } value && flag.Property.Set(flags, value) is { } fault)
                    faults.Add(fault);
            }
        }

        // What the values mean together can be judged only when each could be read.
        if (faults.Count == before)
            faults.AddRange(flags.Faults());
        return flags;
    }

    private static Flag Switch(FlagProperty property, TFlags defaults) => new(
        property,
        new Option<bool>($"--{property.Name}") { Description = Describe(property, defaults) },
        new Option<bool>($"--no-{property.Name}") { Hidden = true });

    private static Flag Valued(FlagProperty property, TFlags defaults) => new(
        property,
        new Option<string[]>($"--{property.Name}")
        {
            Description = Describe(property, defaults),
            HelpName = property.Value,
            Arity = ArgumentArity.OneOrMore,
        },
        null);

    private static string Describe(FlagProperty property, TFlags defaults) =>
        property.Read(defaults) is { Length: > 0 } value ? $"{property.Help} (default: {value})" : property.Help;

    private static IReadOnlyList<string> Given(
        Flag flag, ParseResult parsed, IReadOnlyDictionary<string, string> environment, List<string> faults)
    {
        if (flag.Negation is not null && parsed.GetResult(flag.Negation) is { Implicit: false })
            return ["false"];
        if (parsed.GetResult(flag.Option) is { Implicit: false } result)
        {
            var values = flag.Option is Option<bool> onOff
                ? [parsed.GetValue(onOff) ? "true" : "false"]
                : parsed.GetValue((Option<string[]>)flag.Option) ?? [];
            if (result.IdentifierTokenCount > 1 && !flag.Property.IsList)
                faults.Add($"--{flag.Property.Name}: given {result.IdentifierTokenCount} times");
            return values;
        }

        return environment.TryGetValue($"MESOS_{flag.Property.Name.ToUpperInvariant()}", out var fromEnvironment)
            ? [fromEnvironment]
            : [];
    }

    private sealed record Flag(FlagProperty Property, Option Option, Option<bool>? Negation);
}
