using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace Tepui.Repository.Tests.Compatibility;

/// <summary>
/// What a row names as shown by: <c>launch.txt</c>, a conformance script, or <c>AcceptTests</c>, a test class, with as many of the
/// folders above it as tell it from others (<c>Messages/StatusUpdateTests</c>, <c>EndToEnd.Tests/ScriptTests</c>).
/// </summary>
internal static class Evidence
{
    private static readonly IReadOnlyList<string> Classes =
        [.. Testing.Repository.Files("tests", "*Tests.cs").Select(static path => Path.GetRelativePath(Testing.Repository.At("tests"), path))];

    private static readonly Dictionary<string, string> Texts = [];

    private static readonly (string Prefix, string Type)[] Enums =
        [("TASK_", "TaskState"), ("REASON_", "Reason"), ("SOURCE_", "Source"), ("OPERATION_", "OperationState")];

    /// <summary>Why a name is no evidence; null when it is.</summary>
    public static string? Fault(string name)
    {
        int found = Find(name).Count;
        return found switch
        {
            1 => null,
            0 when name.EndsWith(".txt", StringComparison.Ordinal) => $"there is no script '{name}' in tests/Tepui.Conformance.Tests/Scripts",
            0 => $"there is no test class '{name}' in tests",
            _ => $"'{name}' is {string.Join(" or ", Find(name))}: put enough of the folder before it",
        };
    }

    /// <summary>Whether the file of the evidence says the item, by its name on the wire or in C#.</summary>
    /// <param name="code">What C# calls it, where that does not follow from the name.</param>
    public static bool Says(string name, string item, string? code = null)
    {
        if (!Texts.TryGetValue(name, out string? text))
        {
            Texts[name] = text = string.Concat(Find(name).Select(static path => File.ReadAllText(Testing.Repository.At("tests", path))));
        }

        return Regex.IsMatch(text, $@"(?<![A-Za-z0-9_]){Regex.Escape(item)}(?![A-Za-z0-9_])")
            || Spellings(item).Append(code ?? InCode(item)).Any(spelling => Regex.IsMatch(text, $@"\b{spelling}\b"));
    }

    /// <summary>TASK_LOST is TaskState.Lost in generated code, REASON_GC_ERROR Reason.GcError, image_id ImageId: the last words name it.</summary>
    private static IEnumerable<string> Spellings(string item)
    {
        foreach ((string prefix, string type) in Enums)
        {
            if (item.StartsWith(prefix, StringComparison.Ordinal))
            {
                yield return $@"{type}\.{InCode(item[prefix.Length..])}";
            }
        }
    }

    private static string InCode(string item) => string.Concat(item.Split('_', StringSplitOptions.RemoveEmptyEntries)
        .Select(static word => char.ToUpperInvariant(word[0]) + word[1..].ToLowerInvariant()));

    private static List<string> Find(string name) => name.EndsWith(".txt", StringComparison.Ordinal)
        ? [.. ConformanceScript.All.Where(script => script.Name == name).Select(static script => Path.GetRelativePath(Testing.Repository.At("tests"), script.Path))]
        : [.. Classes.Where(path => ("/" + path["Tepui.".Length..]).EndsWith($"/{name}.cs", StringComparison.Ordinal))];
}
