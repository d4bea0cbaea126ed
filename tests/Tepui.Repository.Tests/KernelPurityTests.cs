using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace Tepui.Repository.Tests;

/// <summary>The Kernel is a function of its inputs: it names no clock, task, socket, file or logger.</summary>
public partial class KernelPurityTests
{
    private static readonly (Regex Banned, string Instead)[] Rules =
    [
        (Namespaces(), "return an effect and let the shell do it"),
        (Clocks(), "take the time as an argument"),
        (Chance(), "take identifiers and jitter from the seeded source handed in"),
        (Process(), "take it as a configuration value or an input"),
        (Asynchrony(), "a step is synchronous: return an effect and take its outcome as an input"),
    ];

    [Fact]
    public void Kernel_names_nothing_impure()
    {
        var found = new List<string>();
        foreach (var file in Testing.Repository.Files("src/Tepui.Kernel", "*.cs"))
        {
            var number = 0;
            foreach (var line in File.ReadLines(file))
            {
                number++;
                var code = line.Split("//")[0];
                found.AddRange(Rules.Where(rule => rule.Banned.IsMatch(code))
                    .Select(rule => $"{Path.GetRelativePath(Testing.Repository.Root, file)}:{number}: {line.Trim()}  ({rule.Instead})"));
            }
        }

        found.ShouldBeEmpty(string.Join('\n', found));
    }

    [Theory]
    [InlineData("using System.IO;")]
    [InlineData("var now = DateTime.UtcNow;")]
    [InlineData("var id = Guid.NewGuid();")]
    [InlineData("await Something();")]
    [InlineData("Environment.Exit(1);")]
    [InlineData("var random = new Random();")]
    public void Rules_catch_what_they_are_for(string line) =>
        Rules.Any(rule => rule.Banned.IsMatch(line)).ShouldBeTrue();

    [GeneratedRegex(@"\bSystem\.(IO(?!\.Hashing)|Net|Threading|Diagnostics\.Process)\b|Microsoft\.Extensions|\bILogger\b|\bFile\.|\bSocket\b")]
    private static partial Regex Namespaces();

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Utc)?Now\b|\bStopwatch\b|\bTimeProvider\b|\bTickCount")]
    private static partial Regex Clocks();

    [GeneratedRegex(@"\bGuid\.NewGuid\b|\bGuid\.CreateVersion7\b|\bnew Random\(\)|\bRandom\.Shared\b|\bRandomNumberGenerator\b")]
    private static partial Regex Chance();

    [GeneratedRegex(@"(?<![\w.])Environment\.(Exit|FailFast|GetEnvironment|MachineName|ProcessId|CurrentDirectory|UserName)|\bConsole\.")]
    private static partial Regex Process();

    [GeneratedRegex(@"\basync\b|\bawait\b|\block\s*\(")]
    private static partial Regex Asynchrony();
}
