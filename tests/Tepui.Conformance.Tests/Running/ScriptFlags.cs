using System;
using System.Collections.Generic;
using System.Linq;
using Tepui.Conformance.Tests.Language;
using Tepui.Runtime.Flags;

namespace Tepui.Conformance.Tests.Running;

/// <summary>The flags that a script starts a program with.</summary>
internal static class ScriptFlags
{
    /// <param name="text">As on a command line: <c>--flag=value</c>, or <c>--flag</c> for a switch.</param>
    /// <param name="complete">Sets what is no script's to say; answers what is wrong with the whole.</param>
    /// <exception cref="ScriptException">There is no such flag, or its value is none.</exception>
    public static TOptions Read<TOptions>(TOptions options, string text, Func<TOptions, IEnumerable<string>> complete)
        where TOptions : IFlags
    {
        var faults = new List<string>();
        foreach (string flag in text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            string[] pair = flag.TrimStart('-').Split('=', 2);
            FlagProperty property = FlagProperty.Of(typeof(TOptions)).FirstOrDefault(known => known.Name == pair[0])
                ?? throw new ScriptException($"there is no flag --{pair[0]}");
            faults.AddRange(property.Set(options, pair.Length > 1 ? pair[1] : "true") is { } fault ? [fault] : []);
        }

        faults.AddRange(complete(options));
        return faults.Count == 0 ? options : throw new ScriptException(string.Join("; ", faults));
    }
}
