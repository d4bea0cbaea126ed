using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace Tepui.Repository.Tests;

/// <summary>House style that no analyzer knows.</summary>
public partial class StyleTests
{
    private const int MedianLines = 110;
    private const int MostLines = 500;

    private static readonly string[] Code = ["src", "tests", "bench", "examples"];

    [Fact]
    public void Files_are_small()
    {
        var lengths = Testing.Repository.Files("src", "*.cs")
            .Select(file => (file: Path.GetRelativePath(Testing.Repository.Root, file), lines: File.ReadLines(file).Count()))
            .OrderBy(entry => entry.lines)
            .ToList();

        lengths[lengths.Count / 2].lines.ShouldBeLessThanOrEqualTo(MedianLines, "the median file of src");
        lengths.Where(entry => entry.lines > MostLines).ShouldBeEmpty($"no file of src is longer than {MostLines} lines: split it by noun");
    }

    [Fact]
    public void Nothing_is_left_for_later_in_the_code() =>
        Matches(Code, LeftForLater()).ShouldBeEmpty("do it, or name the gap in docs/COMPATIBILITY.md");

    [Fact]
    public void Tests_neither_sleep_nor_are_skipped() =>
        Matches(["tests"], SleepsAndSkips()).ShouldBeEmpty("drive virtual time, or wait for the event itself");

    [Fact]
    public void The_scheduler_of_the_miner_is_at_most_300_lines() =>
        File.ReadLines(Testing.Repository.At("src/Tepui.Miner/Framework/MinerScheduler.cs")).Count().ShouldBeLessThanOrEqualTo(300);

    private static List<string> Matches(string[] folders, Regex banned) =>
        [.. from folder in folders
            where Directory.Exists(Testing.Repository.At(folder))
            from file in Testing.Repository.Files(folder, "*.cs")
            where Path.GetFileName(file) != nameof(StyleTests) + ".cs"
            from line in File.ReadLines(file).Select((text, index) => (text, number: index + 1))
            where banned.IsMatch(line.text)
            select $"{Path.GetRelativePath(Testing.Repository.Root, file)}:{line.number}: {line.text.Trim()}"];

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException")]
    private static partial Regex LeftForLater();

    [GeneratedRegex(@"Thread\.Sleep|Task\.Delay\((?!Timeout|.*time)|(?<!base\.)\bSkip\s*=")]
    private static partial Regex SleepsAndSkips();
}
