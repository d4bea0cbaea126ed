using System;
using System.Collections.Generic;
using System.Linq;

namespace Tepui.Repository.Tests.Compatibility;

/// <summary>docs/COMPATIBILITY.md tells the truth: its rows against the wire's definitions, the code, and what tests show.</summary>
public class CompatibilityTests
{
    private static readonly string[] OfEveryCommand = ["help", "version"];

    private static readonly string[] GrantedAnyway = ["restart", "rm"];

    [Fact]
    public void Rows_are_well_formed()
    {
        Ledger.Current.Rows.Count.ShouldBeGreaterThan(500);
        None([.. Ledger.Current.Faults, .. Ledger.Current.Rows.GroupBy(static row => (row.Surface, row.Item)).Where(static same => same.Count() > 1)
            .Select(static same => $"{same.Last().At} stands twice: keep one row")]);
    }

    [Fact]
    public void Every_item_of_the_wire_is_a_row_and_no_row_is_made_up() => None(Surface.All.SelectMany(static surface =>
    {
        IReadOnlyList<LedgerRow> rows = Ledger.Current.Of(surface.Heading);
        return Missing(surface.Heading, surface.Items, rows)
            .Concat(rows.Where(row => !surface.Items.Contains(row.Item))
                .Select(row => $"{row.At} is not in {surface.Block} of {surface.File}: remove the row or mend its name"));
    }));

    [Fact]
    public void What_works_is_shown_by_something_that_exists() => None(Ledger.Current.Rows.SelectMany(static row =>
        row.IsSupported && row.Evidence.Count == 0
            ? [$"{row.At} is '{row.State}' and shown by nothing: name a script or test class that shows it, or say 'no'"]
            : row.Evidence.Select(Evidence.Fault).OfType<string>().Select(fault => $"{row.At}: {fault}")));

    [Fact]
    public void What_shows_an_item_says_its_name() =>
        None(NotShown(Ledger.Current.Rows.Where(static row => Surface.Find(row.Surface) is not null)));

    [Fact]
    public void Scripts_that_show_a_call_or_event_have_it() => None(
        from surface in Surface.All
        where surface.Spoken is not null
        from row in Ledger.Current.Of(surface.Heading)
        where row.IsSupported
        from script in ConformanceScript.All
        where row.Evidence.Contains(script.Name) && !script.Said(surface.Spoken!.Value).Contains(row.Item)
        select $"{row.At}: {script.Name} does not have it as a {(surface.Heading.EndsWith("calls", StringComparison.Ordinal) ? "call" : "event")}");

    [Fact]
    public void What_scripts_use_is_not_said_to_be_missing() => None(
        from surface in Surface.All
        from row in Ledger.Current.Of(surface.Heading)
        where !row.IsSupported
        from script in ConformanceScript.All
        where Used(surface, script).Contains(row.Item)
        select $"{row.At} is 'no', and {script.Name} uses it: say 'yes' or 'partly'");

    [Fact]
    public void What_scripts_show_to_be_refused_is_not_said_to_work() => None(
        from script in ConformanceScript.All
        from surface in Surface.All
        where surface.Spoken is Speech.SchedulerCall or Speech.OperatorCall || surface.Heading == "Offer operations"
        let refused = script.Refused(surface.Spoken is null ? "operation" : "call").ToList()
        from row in Ledger.Current.Of(surface.Heading)
        where row.IsSupported && refused.Contains(row.Item) && (surface.Spoken is not { } speech || script.Said(speech).Contains(row.Item))
        select $"{row.At} is '{row.State}', and {script.Name} shows that it is refused: say 'no'");

    [Theory]
    [InlineData("Master flags", "src/Tepui.Master/Options")]
    [InlineData("Agent flags", "src/Tepui.Agent/Options")]
    public void Flags_are_those_of_the_options_and_shown(string heading, string folder)
    {
        IReadOnlyDictionary<string, string> flags = SourceText.Flags(folder);
        None(Join(heading, [.. flags.Keys.Order(StringComparer.Ordinal)], OfEveryCommand, $"a [Flag] of {folder}")
            .Concat(NotShown(Ledger.Current.Of(heading), row => flags.GetValueOrDefault(NameOf(row)))));
    }

    [Theory]
    [InlineData("Master endpoints", "src/Tepui.Master")]
    [InlineData("Agent endpoints", "src/Tepui.Agent")]
    public void Endpoints_are_those_of_the_routes_and_shown(string heading, string folder) => None(
        Join(heading, SourceText.Routes(folder, "src/Tepui.Endpoints"), [], $"a route of {folder}")
            .Concat(NotShown(Ledger.Current.Of(heading))));

    /// <summary>The names stand in the recorded answer, which the tests that are named in the rows compare with ours.</summary>
    [Fact]
    public void Metrics_are_those_of_Mesos() => None(
        Join("Master metrics", RecordedText.MasterMetrics(), [], "a metric that the recorded Mesos had")
            .Concat(Join("Agent metrics", RecordedText.AgentMetrics(), [], "a metric that the recorded Mesos agent had")));

    [Fact]
    public void Variables_are_those_that_executors_get_and_shown() => None(
        Join("Executor environment", SourceText.Variables("src/Tepui.Kernel/Agent", "src/Tepui.Agent", "src/Tepui.Containerizer"), [], "set by the agent")
            .Concat(NotShown(Ledger.Current.Of("Executor environment"))));

    [Fact]
    public void Docker_parameters_are_those_of_the_translation_and_shown() => None(
        Join("Docker parameters", SourceText.DockerParameters(), GrantedAnyway, "a parameter of the translation")
            .Concat(NotShown(Ledger.Current.Of("Docker parameters"))));

    private static IEnumerable<string> Used(Surface surface, ConformanceScript script) => surface switch
    {
        { Spoken: { } speech } => script.Said(speech).Except(script.Refused("call")),
        { Heading: "Offer operations" } => script.Unions().Except(script.Refused("operation")),
        { Heading: "Task states" } => script.Told("TASK_"),
        { Heading: "Status reasons" } => script.Told("REASON_"),
        { Heading: "Status sources" } => script.Told("SOURCE_"),
        _ => [],
    };

    private static IEnumerable<string> NotShown(IEnumerable<LedgerRow> rows, Func<LedgerRow, string?>? code = null) => rows
        .Where(static row => row.IsSupported && row.Evidence.Count > 0)
        .Where(row => !row.Evidence.Any(name => Evidence.Says(name, NameOf(row), code?.Invoke(row))))
        .Select(static row => $"{row.At} is in none of {string.Join(", ", row.Evidence)}: name what really shows it");

    private static IEnumerable<string> Missing(string heading, IEnumerable<string> items, IReadOnlyList<LedgerRow> rows) =>
        items.Where(item => rows.All(row => row.Item != item))
            .Select(item => $"docs/COMPATIBILITY.md: {heading}: add a row for `{item}`");

    /// <summary>Whether the code has what the ledger says, and the other way round.</summary>
    private static IEnumerable<string> Join(
        string heading, IReadOnlyList<string> inCode, IEnumerable<string> elsewhere, string what)
    {
        IReadOnlyList<LedgerRow> rows = Ledger.Current.Of(heading);
        return inCode.Where(item => !rows.Any(row => NameOf(row) == item))
            .Select(item => $"docs/COMPATIBILITY.md: {heading}: add a row for `{item}`, {what}")
            .Concat(rows.Where(row => !row.IsSupported && inCode.Contains(NameOf(row))).Select(row => $"{row.At} is 'no', yet {what}: say what it does"))
            .Concat(rows.Where(row => row.IsSupported && !inCode.Contains(NameOf(row)) && !elsewhere.Contains(NameOf(row)))
                .Select(row => $"{row.At} is '{row.State}', yet not {what}: say 'no' or remove the row"));
    }

    /// <summary>Without the dashes of a flag and the method of an endpoint.</summary>
    private static string NameOf(LedgerRow row) => row.Item.Split(' ')[^1].TrimStart('-');

    private static void None(IEnumerable<string> faults)
    {
        var all = faults.ToList();
        all.ShouldBeEmpty(string.Join('\n', all));
    }
}
