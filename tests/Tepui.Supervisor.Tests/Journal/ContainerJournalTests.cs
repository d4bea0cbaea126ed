using System;
using System.Collections.Generic;
using System.IO;
using Tepui.Supervisor.Journal;

namespace Tepui.Supervisor.Tests.Journal;

public sealed class ContainerJournalTests : IDisposable
{
    private const string Boot = "11111111-2222-3333-4444-555555555555";
    private static readonly JournalEntry[] Entries =
    [
        JournalEntry.Launched("a:b ü", 17, 0x1000_0000_0000_0001),
        JournalEntry.Exited("a:b ü", 3 << 8),
        JournalEntry.Exited("c", null),
        JournalEntry.Forgotten("c"),
    ];

    private readonly string _directory = Directory.CreateTempSubdirectory("tepui-journal-").FullName;

    private string FilePath => Path.Combine(_directory, "journal");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Open_ReadsWhatWasWritten()
    {
        uint runtime = Write();

        using ContainerJournal journal = Open(Boot, out List<JournalEntry> entries, out bool sameBoot);

        entries.ShouldBe(Entries);
        sameBoot.ShouldBeTrue();
        journal.Runtime.ShouldBe(runtime);
    }

    [Fact]
    public void Open_AfterARestartOfTheMachine_SaysSo()
    {
        Write();

        using ContainerJournal journal = Open(Boot.Replace('1', '9'), out List<JournalEntry> entries, out bool sameBoot);

        entries.ShouldBe(Entries);
        sameBoot.ShouldBeFalse();
    }

    [Fact]
    public void Open_WithATornTail_KeepsWhatIsWhole()
    {
        Write();
        byte[] whole = File.ReadAllBytes(FilePath);
        for (int cut = 1; cut < whole.Length; cut++)
        {
            File.WriteAllBytes(FilePath, whole[..^cut]);
            using ContainerJournal journal = Open(Boot, out List<JournalEntry> entries, out _);
            entries.ShouldBe(Entries[..entries.Count]);
            entries.Count.ShouldBeLessThan(Entries.Length);
        }
    }

    [Fact]
    public void Open_OfAnotherFile_BeginsAnew()
    {
        File.WriteAllText(FilePath, new string('x', 100));

        using ContainerJournal journal = Open(Boot, out List<JournalEntry> entries, out _);

        entries.ShouldBeEmpty();
        journal.Runtime.ShouldNotBe(0u);
    }

    private uint Write()
    {
        using ContainerJournal journal = Open(Boot, out _, out _);
        journal.Rewrite(Entries[..1]);
        foreach (JournalEntry entry in Entries[1..])
            journal.Append(entry);
        journal.Write();
        return journal.Runtime;
    }

    private ContainerJournal Open(string boot, out List<JournalEntry> entries, out bool sameBoot) =>
        ContainerJournal.Open(FilePath, boot + "\n", out entries, out sameBoot);
}
