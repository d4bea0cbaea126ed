using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace Tepui.Repository.Tests.Compatibility;

/// <summary>What a conformance script says, and what is refused in it (tests/Tepui.Conformance.Tests/Scripts/README.md).</summary>
internal sealed partial class ConformanceScript
{
    private const string Folder = "tests/Tepui.Conformance.Tests/Scripts";

    private readonly IReadOnlySet<string> _executors;

    private ConformanceScript(string path, string text)
    {
        Path = path;
        Text = text;
        _executors = Executors().Matches(text).Select(static executor => executor.Groups["name"].Value).ToHashSet();
    }

    public static IReadOnlyList<ConformanceScript> All { get; } =
        [.. Testing.Repository.Files(Folder, "*.txt").Select(Read)];

    /// <summary>As in <c>launch.txt</c> or <c>Executors/life.txt</c>.</summary>
    public string Name => System.IO.Path.GetRelativePath(Testing.Repository.At(Folder), Path);

    public string Path { get; }

    /// <summary>One statement a line, without comments.</summary>
    public string Text { get; }

    public static ConformanceScript Read(string path)
    {
        IEnumerable<string> lines = File.ReadLines(path).Where(static line => !line.StartsWith('#'));
        return new(path, Continuation().Replace(string.Join('\n', lines), " "));
    }

    /// <summary>The types of the calls or events that stand in statements of this kind.</summary>
    public IEnumerable<string> Said(Speech speech)
    {
        bool call = speech is not (Speech.SchedulerEvent or Speech.ExecutorEvent);
        return Statements().Matches(Text)
            .Where(statement => (statement.Groups["way"].Value == ">") == call && Kind(statement.Groups["who"].Value, call) == speech)
            .Select(static statement => statement.Groups["type"].Value);
    }

    /// <summary>Names of unions that are set, as in <c>{type: LAUNCH, launch: ...}</c>: operations of ACCEPT among them.</summary>
    public IEnumerable<string> Unions() =>
        UnionMembers().Matches(Text).Where(static union => string.Equals(union.Groups[1].Value, union.Groups[2].Value, StringComparison.OrdinalIgnoreCase))
            .Select(static union => union.Groups[1].Value);

    /// <summary>Calls or operations that are answered with 'The NAME call is not supported yet'.</summary>
    public IEnumerable<string> Refused(string what) =>
        Refusals().Matches(Text).Where(refusal => refusal.Groups[2].Value == what).Select(static refusal => refusal.Groups[1].Value);

    /// <summary>Names such as TASK_LOST in what a scheduler is told.</summary>
    public IEnumerable<string> Told(string prefix) =>
        Text.Split('\n').Where(static line => line.Contains(" < {type: ", StringComparison.Ordinal))
            .SelectMany(line => Regex.Matches(line, $@"\b{prefix}[A-Z_]+\b")).Select(static name => name.Value);

    private Speech Kind(string who, bool call) =>
        who == "operator" ? Speech.OperatorCall
        : _executors.Contains(who) ? (call ? Speech.ExecutorCall : Speech.ExecutorEvent)
        : call ? Speech.SchedulerCall : Speech.SchedulerEvent;

    [GeneratedRegex(@"\n[ \t]+")]
    private static partial Regex Continuation();

    [GeneratedRegex(@"^(?:json: |protobuf: )?(?<who>\w+)(?: without stream id| with stream id \S+)? (?<way>[<>]) \{type: (?<type>[A-Z_]+)", RegexOptions.Multiline)]
    private static partial Regex Statements();

    [GeneratedRegex(@"\{type: ([A-Z_]+), ([a-z_]+): ")]
    private static partial Regex UnionMembers();

    [GeneratedRegex(@"The ([A-Z_]+) (call|operation) is not supported")]
    private static partial Regex Refusals();

    [GeneratedRegex(@"^executor (?<name>\w+) on ", RegexOptions.Multiline)]
    private static partial Regex Executors();
}
