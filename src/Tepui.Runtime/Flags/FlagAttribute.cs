using System;

namespace Tepui.Runtime.Flags;

/// <summary>
/// Makes a property of an options class a command-line flag <c>--name=value</c>, also read from <c>MESOS_NAME</c>.
/// The property's initial value is the default that <c>--help</c> shows. Supported types: string, bool (<c>--name</c>,
/// <c>--no-name</c>), int, long, double, TimeSpan (<c>10secs</c>, <c>1mins</c>), their nullables, and string lists (the flag repeated).
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FlagAttribute(string name, string help) : Attribute
{
    /// <summary>Mesos's name of the flag, with underscores and without dashes.</summary>
    public string Name { get; } = name;

    /// <summary>One or two sentences for <c>--help</c>; the default is added by itself.</summary>
    public string Help { get; } = help;

    /// <summary>What stands for the value in <c>--help</c>, as in <c>IP</c>.</summary>
    public string Value { get; init; } = "VALUE";

    /// <summary>What older versions of Mesos called it; still understood, and not shown.</summary>
    public string? FormerName { get; init; }

    /// <summary>The value never appears in <c>/flags</c>, <c>/state</c> or a log.</summary>
    public bool Secret { get; init; }

    /// <summary>The value may be a URL with a password, which never appears there.</summary>
    public bool HidesPassword { get; init; }

    /// <summary>A value that begins with <c>file://</c> is an address itself, not the place of a file that holds the value.</summary>
    public bool IsAddress { get; init; }
}
