using System.Linq;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Tepui.Kernel.Constraints.Patterns;
using Tepui.Kernel.Tests.Resources;

namespace Tepui.Kernel.Tests.Constraints.Patterns;

public class PatternTests
{
    private static readonly PatternLimits Wide = new(0, int.MaxValue);

    [Theory]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("abc", "abc", true)]
    [InlineData("b", "abc", false)]
    [InlineData("a|bc", "bc", true)]
    [InlineData("a|", "", true)]
    [InlineData("a*", "aaa", true)]
    [InlineData("a+?", "", false)]
    [InlineData("(ab?c)+", "abcac", true)]
    [InlineData("a{2}", "aa", true)]
    [InlineData("a{2,}", "a", false)]
    [InlineData("a{2,3}", "aaaa", false)]
    [InlineData("a{,3}", "a{,3}", true)]
    [InlineData("a{02}", "a{02}", true)]
    [InlineData("(|a)*b", "aab", true)]
    [InlineData("host-[0-9]+\\.example\\.(com|org)", "host-17.example.org", true)]
    [InlineData("host-[0-9]+\\.example\\.(com|org)", "host-17.example.net", false)]
    [InlineData("[^a-c]x", "dx", true)]
    [InlineData("[^a-c]x", "\nx", true)]
    [InlineData("[]a]-[-z]", "]--", true)]
    [InlineData("[\\d\\-_.]+", "1-_.", true)]
    [InlineData("[[:alpha:][:^word:]]", "?", true)]
    [InlineData("[[:alpha:][:^word:]]", "7", false)]
    [InlineData(".", "\n", false)]
    [InlineData("(?s).", "\n", true)]
    [InlineData(".", "\U0001F600", true)]
    [InlineData("[\\x{1F600}-\\x{1F610}]", "\U0001F605", true)]
    [InlineData("\\pL\\p{Nd}\\P{L}", "ä7-", true)]
    [InlineData("\\p{^L}", "a", false)]
    [InlineData("\\d", "٣", false)]
    [InlineData("\\w", "é", false)]
    [InlineData("\\S+", "a\u00a0b", true)]
    [InlineData("(?i)Rack-K", "rAcK-\u212a", true)]
    [InlineData("(?i)[^a]", "A", false)]
    [InlineData("(?i:a)b", "Ab", true)]
    [InlineData("(?i:a)b", "AB", false)]
    [InlineData("a(?i)b|c", "C", true)]
    [InlineData("(?-i)A", "a", false)]
    [InlineData("(?P<rack>r[0-9])", "r1", true)]
    [InlineData("\\Qa.b\\E+", "a.bb", true)]
    [InlineData("\\Qa.b", "a.b", true)]
    [InlineData("^a$", "a", true)]
    [InlineData("a$", "a\n", false)]
    [InlineData("(?m)a$\\n^b", "a\nb", true)]
    [InlineData("\\Aa\\z", "a", true)]
    [InlineData("a\\b.", "a-", true)]
    [InlineData("a\\b.", "ab", false)]
    [InlineData("a\\B.", "ab", true)]
    [InlineData("\\x41\\101\\.\\t\\x{263a}", "AA.\t☺", true)]
    [InlineData("\\0", "\0", true)]
    public void IsMatch_TakesTheWholeText(string pattern, string text, bool matches) =>
        Pattern.Parse(pattern, Wide).IsMatch(text).ShouldBe(matches);

    [Theory]
    [InlineData("(", "missing ): (")]
    [InlineData("a)", "missing ): a)")]
    [InlineData("(?i", "missing ): (?i")]
    [InlineData("[a", "missing ]: [a")]
    [InlineData("[", "missing ]: [")]
    [InlineData("[z-a]", "invalid character class range: z-a")]
    [InlineData("[[:nix:]]", "invalid character class range: [:nix:]")]
    [InlineData("\\p{Nix}", "invalid character class range: \\p{Nix}")]
    [InlineData("\\p", "invalid character class range: \\p")]
    [InlineData("*", "no argument for repetition operator: *")]
    [InlineData("a|+?", "no argument for repetition operator: +?")]
    [InlineData("({2}", "no argument for repetition operator: {2}")]
    [InlineData("a**", "bad repetition operator: **")]
    [InlineData("ab{2}{3}", "bad repetition operator: {2}{3}")]
    [InlineData("a{1001}", "invalid repetition size: {1001}")]
    [InlineData("a{3,2}", "invalid repetition size: {3,2}")]
    [InlineData("\\", "trailing \\")]
    [InlineData("\\k", "invalid escape sequence: \\k")]
    [InlineData("(a)\\1", "invalid escape sequence: \\1")]
    [InlineData("\\xg", "invalid escape sequence: \\xg")]
    [InlineData("\\x{110000}", "invalid escape sequence: \\x{110000")]
    [InlineData("[\\k]", "invalid escape sequence: \\k")]
    [InlineData("(?=a)", "invalid perl operator: (?=")]
    [InlineData("(?<=a)", "invalid perl operator: (?<")]
    [InlineData("(?!a)", "invalid perl operator: (?!")]
    [InlineData("(?>a)", "invalid perl operator: (?>")]
    [InlineData("(?P<n>a)(?P<n>b)", "invalid named capture group: (?P<n>")]
    [InlineData("(?P<n-m>a)", "invalid named capture group: (?P<n-m>")]
    [InlineData("(?P=n)", "invalid named capture group: (?P=")]
    public void Parse_OfNoPattern_SaysWhyInRE2sWords(string pattern, string why) =>
        Should.Throw<PatternException>(() => Pattern.Parse(pattern, Wide)).Message
            .ShouldBe($"Failed to construct regex from pattern '{pattern}': {why}");

    [Fact]
    public void Parse_TooDeep_IsRefused() =>
        Should.Throw<PatternException>(() => Pattern.Parse(new string('(', 100_000), Wide)).Message
            .ShouldEndWith("': pattern too large - compile failed");

    [Fact]
    public void Parse_BeyondTheLimits_SaysWhich()
    {
        Should.Throw<PatternException>(() => Pattern.Parse("((a{100}){100}){100}", PatternLimits.Default)).Message
            .ShouldBe("Failed to construct regex from pattern '((a{100}){100}){100}': pattern too large - compile failed");
        Should.Throw<PatternException>(() => Pattern.Parse("a{90}", PatternLimits.Default with { MaxMemoryBytes = 1024 * 1024, MaxProgramSize = 50 }))
            .Message.ShouldBe("Regex 'a{90}' is too complex: program size of 92 is larger than maximum of 50 allowed");
        Pattern.Parse("(?i)node-[0-9]{1,3}\\.rack-[a-f]\\.(eu|us)-[1-4]\\.example\\.com", PatternLimits.Default)
            .IsMatch("NODE-17.rack-b.eu-3.example.com").ShouldBeTrue();
    }

    [Fact]
    public void IsMatch_OfAPatternThatMakesBacktrackingSlow_IsLinear() =>
        Pattern.Parse("(a*)*(a*)*(a|aa)*b", Wide).IsMatch(new string('a', 20_000)).ShouldBeFalse();

    [Fact]
    public void IsMatch_IsWhatDotNetSays()
    {
        var pattern = Gen.Sized(Node);
        var text = Gen.Elements('a', 'b', '-', '7', '\n').ArrayOf().Select(static letters => new string(letters.Take(6).ToArray()));
        Prop.ForAll(Arb.From(pattern), Arb.From(text), static (pattern, text) =>
        {
            var expected = Regex.IsMatch(text, $@"\A(?:{pattern.Replace("$", @"\z", System.StringComparison.Ordinal)})\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
            return Pattern.Parse(pattern, Wide).IsMatch(text) == expected;
        }).Check(Generators.Config);
    }

    private static Gen<string> Node(int size)
    {
        var leaf = Gen.Elements("a", "b", ".", "[ab]", "[^a]", @"\d", @"\w", @"\b", "^", "$", @"\-", "(?i:A)", "");
        if (size <= 1)
        {
            return leaf;
        }

        var part = Node(size / 3);
        return Gen.OneOf(
            leaf,
            part.Two().Select(static pair => pair.Item1 + pair.Item2),
            part.Two().Select(static pair => $"(?:{pair.Item1}|{pair.Item2})"),
            from inner in part
            from count in Gen.Elements("*", "+", "?", "{2}", "{1,3}", "{2,}", "*?")
            select $"({inner}){count}");
    }
}
