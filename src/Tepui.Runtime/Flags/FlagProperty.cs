using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace Tepui.Runtime.Flags;

/// <summary>A flag of an options class: reads and sets its property as text.</summary>
public sealed class FlagProperty
{
    private readonly PropertyInfo _property;
    private readonly FlagAttribute _flag;
    private readonly Type _type;

    private FlagProperty(PropertyInfo property, FlagAttribute flag)
    {
        _property = property;
        _flag = flag;
        _type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
    }

    public string Name => _flag.Name;

    /// <summary>What it was called before, or null.</summary>
    public string? FormerName => _flag.FormerName;

    public string Help => _flag.Help;

    /// <summary>What stands for the value in help.</summary>
    public string Value => _flag.Value;

    public bool Secret => _flag.Secret;

    /// <summary>A value that begins with <c>file://</c> is not the place of a file that holds the value.</summary>
    public bool IsAddress => _flag.IsAddress;

    public bool IsSwitch => _type == typeof(bool);

    /// <summary>May be given several times.</summary>
    public bool IsList => typeof(IList<string>).IsAssignableFrom(_type);

    /// <summary>The flags of an options class, in the order of its properties.</summary>
    public static IReadOnlyList<FlagProperty> Of(Type flags) =>
        [.. flags.GetProperties()
            .Select(property => (property, flag: property.GetCustomAttribute<FlagAttribute>()))
            .Where(pair => pair.flag is not null)
            .Select(pair => new FlagProperty(pair.property, pair.flag!))];

    /// <summary>The value as text; null when unset; a secret's is never told.</summary>
    public string? Read(IFlags flags)
    {
        var value = _property.GetValue(flags);
        if (value is null || value is ICollection { Count: 0 })
            return null;
        if (Secret)
            return "<hidden>";
        var text = FlagText.Format(value);
        return _flag.HidesPassword ? UrlPassword.Hide(text) : text;
    }

    /// <summary>Sets the value from text; answers what is wrong with it, or null.</summary>
    public string? Set(IFlags flags, string text)
    {
        if (IsList)
        {
            ((IList<string>)_property.GetValue(flags)!).Add(text);
            return null;
        }

        if (!FlagText.TryParse(text, _type, out var value))
            return $"--{Name}: {(Secret ? "the value" : $"'{text}'")} is not {FlagText.Describe(_type)}";
        _property.SetValue(flags, value);
        return null;
    }
}
