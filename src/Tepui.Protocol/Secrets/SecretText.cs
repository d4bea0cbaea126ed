using System;
using System.Buffers;
using System.Text.RegularExpressions;

namespace Tepui.Protocol.Secrets;

/// <summary>
/// Takes secrets of known forms out of a text that people will see: passwords in URIs, values of query parameters, flags and
/// variables whose names say that they are secret, and opaque data in messages. What has no such form cannot be told from
/// other text: a password that stands alone on a command line is not found.
/// </summary>
public static partial class SecretText
{
    /// <summary>Stands where a secret was.</summary>
    public const string Mask = "***";

    private const string Name =
        "[\\w.-]{0,64}(?:passw(?:or)?d|passphrase|userpass|user-pass|secret|token|api[_-]?key|private[_-]?key|signature|credential)[\\w.-]{0,64}" +
        "(?<!file|files|path|dir|directory)";

    private const string JsonString = "\"(?:[^\"\\\\]|\\\\.)*\"";
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    /// <summary>A text that takes longer is hidden whole. Each expression is bounded: time is a second net only.</summary>
    private const int MillisecondsAtMost = 1000;

    /// <summary>Every secret that is found holds one of these, and most texts hold none.</summary>
    private static readonly SearchValues<string> Signs = SearchValues.Create(
        ["://", "passw", "passphrase", "userpass", "user-pass", "secret", "token", "key", "signature", "credential", "\"data\""],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>The same text where there is nothing to hide.</summary>
    public static string Redact(string text)
    {
        if (!text.AsSpan().ContainsAny(Signs))
            return text;
        try
        {
            text = UriPassword().Replace(text, "${user}:" + Mask + "@");
            text = UriPasswordWithSlash().Replace(text, "${user}:" + Mask + "@");
            text = UriToken().Replace(text, "://" + Mask + "@");
            text = JsonMember().Replace(text, "${name}\"" + Mask + "\"");
            text = JsonVariable().Replace(text, "${name}\"" + Mask + "\"");
            text = JsonArgument().Replace(text, "${name}=" + Mask + "\"");
            text = JsonArguments().Replace(text, "${name}\"" + Mask + "\"");
            text = Assignment().Replace(text, "${name}" + Mask);
            return FlagAndValue().Replace(text, "${name}" + Mask);
        }
        catch (RegexMatchTimeoutException)
        {
            return Mask;
        }
    }

    /// <summary>As <see cref="Redact"/>, and hides bytes in base64 as well: nobody can tell what message they are.</summary>
    public static string RedactDump(string text)
    {
        try
        {
            return Redact(Base64().Replace(text, "\"" + Mask + "\""));
        }
        catch (RegexMatchTimeoutException)
        {
            return Mask;
        }
    }

    /// <summary>Whether what has this name is to be kept from people's eyes.</summary>
    public static bool IsSecretName(string name) => SecretName().IsMatch(name);

    [GeneratedRegex("(?<user>://[^\\s/?#\"':@]*):[^\\s/?#\"']*@", Options, MillisecondsAtMost)]
    private static partial Regex UriPassword();

    /// <summary>A slash that should have been escaped; a port with a path behind it is none.</summary>
    [GeneratedRegex("(?<user>://[^\\s/?#\"':@]*):(?!\\d+[/?#]|\\*\\*\\*@)[^\\s\"']{0,256}?@", Options, MillisecondsAtMost)]
    private static partial Regex UriPasswordWithSlash();

    [GeneratedRegex("://[^\\s/?#\"':@]+@", Options, MillisecondsAtMost)]
    private static partial Regex UriToken();

    [GeneratedRegex("(?<name>\"(?:data|" + Name + ")\"\\s*:\\s*)" + JsonString, Options, MillisecondsAtMost)]
    private static partial Regex JsonMember();

    [GeneratedRegex("(?<name>\"name\"\\s*:\\s*\"" + Name + "\"\\s*,(?:\\s*\"type\"\\s*:\\s*\"\\w*\"\\s*,)?\\s*\"value\"\\s*:\\s*)" + JsonString, Options, MillisecondsAtMost)]
    private static partial Regex JsonVariable();

    [GeneratedRegex("(?<name>\"" + Name + ")=(?:[^\"\\\\]|\\\\.)*\"", Options, MillisecondsAtMost)]
    private static partial Regex JsonArgument();

    [GeneratedRegex("(?<name>\"--?" + Name + "\"\\s*,\\s*)" + JsonString, Options, MillisecondsAtMost)]
    private static partial Regex JsonArguments();

    [GeneratedRegex("(?<name>" + Name + "\\s?=\\s?)(?:\"[^\"]*\"|'[^']*'|[^\\s\"'&]+)", Options, MillisecondsAtMost)]
    private static partial Regex Assignment();

    [GeneratedRegex("(?<name>(?<![\\w-])--?" + Name + "\\s+)(?!-)(?:\"[^\"]*\"|'[^']*'|[^\\s\"']+)", Options, MillisecondsAtMost)]
    private static partial Regex FlagAndValue();

    [GeneratedRegex("\"[A-Za-z0-9+/]{40,}={0,2}\"", Options, MillisecondsAtMost)]
    private static partial Regex Base64();

    [GeneratedRegex("^(?:" + Name + ")$", Options, MillisecondsAtMost)]
    private static partial Regex SecretName();
}
