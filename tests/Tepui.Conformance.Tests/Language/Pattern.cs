using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Tepui.Conformance.Tests.Language;

/// <summary>
/// Compares a value with a pattern. An object holds at least the members the pattern names, an array exactly its elements;
/// <c>null</c> is a member that must be absent, <c>*</c> anything, <c>...</c> in a text any run of characters; a name that
/// has no value yet gets one; numbers are compared by value.
/// </summary>
internal sealed class Pattern(Bindings bindings)
{
    private readonly List<string> _faults = [];

    /// <summary>All that differs, each a line; empty when the value fits.</summary>
    public IReadOnlyList<string> Compare(JsonNode? pattern, JsonNode? actual)
    {
        _faults.Clear();
        Compare(pattern, actual, "");
        return _faults;
    }

    /// <summary>Whether a text fits one in which <c>...</c> stands for any run of characters.</summary>
    public bool Fits(string pattern, string actual)
    {
        string filled = bindings.FillText(pattern);
        return Regex.IsMatch(
            actual,
            "\\A" + string.Join(".*", filled.Split("...").Select(Regex.Escape)) + "\\z",
            RegexOptions.Singleline,
            TimeSpan.FromSeconds(5));
    }

    private void Compare(JsonNode? pattern, JsonNode? actual, string path)
    {
        switch (pattern)
        {
            case null:
                Check(actual is null, path, "nothing", actual);
                break;
            case JsonObject members:
                CompareObject(members, actual, path);
                break;
            case JsonArray items:
                CompareArray(items, actual, path);
                break;
            case JsonValue value when value.TryGetValue(out string? text):
                CompareText(text, actual, path);
                break;
            default:
                Check(AreEqual(pattern, actual), path, ScriptValue.Show(pattern), actual);
                break;
        }
    }

    private void CompareObject(JsonObject pattern, JsonNode? actual, string path)
    {
        if (actual is not JsonObject members)
        {
            Check(false, path, "an object", actual);
            return;
        }

        foreach ((string name, JsonNode? value) in pattern)
        {
            string memberPath = path.Length == 0 ? name : $"{path}.{name}";
            if (name is "resources" or "guarantee" or "source" && value is JsonValue text && members[name] is JsonArray resources && !ScriptValue.IsAnything(text))
            {
                string expected = ResourceShorthand.Sort(bindings.FillText(text.ToString()));
                string got = ResourceShorthand.Write(resources);
                Check(expected == got, memberPath, expected, JsonValue.Create(got));
                continue;
            }

            Compare(value, members[name], memberPath);
        }
    }

    private void CompareArray(JsonArray pattern, JsonNode? actual, string path)
    {
        if (actual is not JsonArray items || items.Count != pattern.Count)
        {
            Check(false, path, $"{pattern.Count} elements", actual);
            return;
        }

        for (int i = 0; i < items.Count; i++)
        {
            Compare(pattern[i], items[i], $"{path}[{i}]");
        }
    }

    private void CompareText(string text, JsonNode? actual, string path)
    {
        if (text == ScriptValue.Anything)
        {
            Check(actual is not null, path, "anything", actual);
        }
        else if (Bindings.NameIn(text) is not { } name)
        {
            Check(actual is JsonValue value && value.TryGetValue(out string? got) && Fits(text, got), path, $"\"{text}\"", actual);
        }
        else if (bindings.TryFind(name, out JsonNode? bound))
        {
            Check(AreEqual(bound, actual), path, $"${name} = {ScriptValue.Show(bound)}", actual);
        }
        else if (actual is null)
        {
            Check(false, path, $"a value to call ${name}", actual);
        }
        else
        {
            bindings.Set(name, actual);
        }
    }

    private static bool AreEqual(JsonNode? expected, JsonNode? actual)
    {
        if (expected is JsonValue left && actual is JsonValue right && IsNumber(left) && IsNumber(right))
        {
            return (double)left == (double)right;
        }

        return JsonNode.DeepEquals(expected, actual);
    }

    private static bool IsNumber(JsonValue value) => value.GetValueKind() == System.Text.Json.JsonValueKind.Number;

    private void Check(bool holds, string path, string expected, JsonNode? actual)
    {
        if (!holds)
        {
            _faults.Add($"{(path.Length == 0 ? "the whole" : path)}: expected {expected}, got {ScriptValue.Show(actual)}");
        }
    }
}
