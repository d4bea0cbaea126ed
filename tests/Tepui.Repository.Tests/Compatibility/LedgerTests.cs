using System;
using System.Linq;

namespace Tepui.Repository.Tests.Compatibility;

/// <summary>The readers that the joins stand on.</summary>
public class LedgerTests
{
    [Fact]
    public void Read_TakesRowsUnderTheirHeading_AndNamesTheLinesThatAreNone()
    {
        var ledger = Ledger.Read(
        [
            "### Task states", "", Ledger.Header, "|---|---|---|---|", "| `TASK_LOST` | yes | `kill.txt`, `KillTests` | a note |",
            "| `TASK_GONE` | perhaps |  |  |", "", "| another | table |", "| of | no rows |",
        ]);

        var row = ledger.Rows.ShouldHaveSingleItem();
        (row.Surface, row.Item, row.State, row.Note, row.Line).ShouldBe(("Task states", "TASK_LOST", "yes", "a note", 5));
        row.Evidence.ShouldBe(["kill.txt", "KillTests"]);
        ledger.Faults.ShouldBe(["docs/COMPATIBILITY.md:6: write it as '| `item` | yes, partly or no | `evidence`, ... | note |'"]);
    }

    [Fact]
    public void Members_AreThoseOfTheBlockAlone()
    {
        ProtoText.Members("commands.proto", "CommandInfo.URI").ShouldBe(["value", "executable", "extract", "cache", "output_file"]);
        ProtoText.Members("commands.proto", "CommandInfo").ShouldBe(["uris", "environment", "shell", "value", "arguments", "user"]);
        Should.Throw<InvalidOperationException>(() => ProtoText.Members("commands.proto", "NoSuchMessage"));
    }

    [Fact]
    public void Scripts_TellWhoSaysWhat()
    {
        ConformanceScript life = ConformanceScript.All.Single(script => script.Name == "Executors/life.txt");
        life.Said(Speech.ExecutorCall).ShouldContain("UPDATE");
        life.Said(Speech.ExecutorEvent).ShouldContain("LAUNCH");
        life.Said(Speech.SchedulerCall).ShouldNotContain("UPDATE");

        ConformanceScript malformed = ConformanceScript.All.Single(script => script.Name == "malformed-calls.txt");
        malformed.Refused("call").ShouldContain("UNKNOWN");
        ConformanceScript.All.Single(script => script.Name == "launch-group.txt").Unions().ShouldContain("LAUNCH_GROUP");
    }

    [Theory]
    [InlineData("launch.txt", true)]
    [InlineData("Executors/life.txt", true)]
    [InlineData("LedgerTests", true)]
    [InlineData("life.txt", false)]
    [InlineData("NoSuchTests", false)]
    [InlineData("ScriptTests", false)]
    public void Evidence_MustBeOneFile(string name, bool good) => (Evidence.Fault(name) is null).ShouldBe(good);

    [Fact]
    public void Evidence_SaysAnItemByItsNameOnTheWireOrInCode()
    {
        Evidence.Says("kill.txt", "KILL").ShouldBeTrue();
        Evidence.Says("kill.txt", "KIL").ShouldBeFalse();
        Evidence.Says("CommandTaskTests", "SECRET").ShouldBeTrue();
        Evidence.Says("KillTaskTests", "REASON_EXECUTOR_TERMINATED").ShouldBeTrue();
        Evidence.Says("CommandTaskTests", "REASON_EXECUTOR_TERMINATED").ShouldBeFalse();
    }
}
