using System;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tepui.Conformance.Tests.Language;

/// <summary>
/// Reads JSON as scripts write it: keys and plain words need no quotes (<c>{type: REVIVE, offer_ids: [{value: $o}]}</c>).
/// A bare <c>*</c> stands for anything, while <c>"*"</c> is that text.
/// </summary>
internal static class ScriptValue
{
    /// <summary>What a bare <c>*</c> becomes; no real text looks so.</summary>
    public const string Anything = "\u0001anything";

    public static JsonNode? Parse(string text)
    {
        var reader = new Reader(text);
        JsonNode? value = reader.ReadValue();
        reader.ExpectEnd();
        return value;
    }

    public static bool IsAnything(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out string? text) && text == Anything;

    /// <summary>Shown in messages: plain JSON, with <c>*</c> where anything may stand.</summary>
    public static string Show(JsonNode? node) =>
        (node?.ToJsonString(Relaxed) ?? "null").Replace("\"\\u0001anything\"", "*", StringComparison.Ordinal);

    private static readonly JsonSerializerOptions Relaxed = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private sealed class Reader(string text)
    {
        private int _at;

        public JsonNode? ReadValue() => Peek() switch
        {
            '{' => ReadObject(),
            '[' => ReadArray(),
            '"' => JsonValue.Create(ReadQuoted()),
            _ => ReadWord() switch
            {
                "*" => JsonValue.Create(Anything),
                "null" => null,
                var word when word is "true" or "false" || char.IsAsciiDigit(word[^1]) && IsNumber(word) => JsonNode.Parse(word),
                var word => JsonValue.Create(word),
            },
        };

        public void ExpectEnd()
        {
            SkipSpace();
            if (_at < text.Length)
            {
                throw new ScriptException($"unexpected '{text[_at..]}' after a value");
            }
        }

        private JsonObject ReadObject()
        {
            var members = new JsonObject();
            _at++;
            while (Peek() != '}')
            {
                string name = Peek() == '"' ? ReadQuoted() : ReadWord();
                Expect(':');
                members.Add(name, ReadValue());
                SkipComma('}');
            }

            _at++;
            return members;
        }

        private JsonArray ReadArray()
        {
            var items = new JsonArray();
            _at++;
            while (Peek() != ']')
            {
                items.Add(ReadValue());
                SkipComma(']');
            }

            _at++;
            return items;
        }

        private string ReadQuoted()
        {
            int start = _at++;
            while (_at < text.Length && text[_at] != '"')
            {
                _at += text[_at] == '\\' ? 2 : 1;
            }

            _at++;
            return _at <= text.Length
                ? JsonSerializer.Deserialize<string>(text[start.._at])!
                : throw new ScriptException($"no closing quote: {text[start..]}");
        }

        private string ReadWord()
        {
            SkipSpace();
            int start = _at;
            while (_at < text.Length && !char.IsWhiteSpace(text[_at]) && !",:[]{}\"".Contains(text[_at], StringComparison.Ordinal))
            {
                _at++;
            }

            return _at > start ? text[start.._at] : throw new ScriptException($"expecting a value at '{text[start..]}'");
        }

        private static bool IsNumber(string word) =>
            double.TryParse(word, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out _);

        private char Peek()
        {
            SkipSpace();
            return _at < text.Length ? text[_at] : throw new ScriptException($"the value ends too early: {text}");
        }

        private void Expect(char character)
        {
            if (Peek() != character)
            {
                throw new ScriptException($"expecting '{character}' at '{text[_at..]}'");
            }

            _at++;
        }

        private void SkipComma(char end)
        {
            if (Peek() == ',')
            {
                _at++;
            }
            else if (Peek() != end)
            {
                throw new ScriptException($"expecting ',' or '{end}' at '{text[_at..]}'");
            }
        }

        private void SkipSpace()
        {
            while (_at < text.Length && char.IsWhiteSpace(text[_at]))
            {
                _at++;
            }
        }
    }
}
