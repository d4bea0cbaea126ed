using System;
using System.IO;
using System.Linq;
using System.Text;
using Tepui.Containerizer.Docker.Output;

namespace Tepui.Containerizer.Tests.Docker.Output;

/// <summary>A file of output that is kept small, over any number of processes that write it.</summary>
public sealed class OutputLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tepui-output-").FullName;

    [Fact]
    public void What_was_written_is_counted_over_rotations_and_restarts()
    {
        string text = string.Concat(Enumerable.Range(0, 3000).Select(i => $"{i}\n"));
        for (int at = 0; at < text.Length; at += 500)
        {
            using OutputLog log = Open(kept: 2);
            log.Written.ShouldBe(at);
            log.Write(Encoding.ASCII.GetBytes(text[at..Math.Min(at + 500, text.Length)]));
        }

        Text("stdout.2", "stdout.1", "stdout").ShouldBe(text[^Text("stdout.2", "stdout.1", "stdout").Length..]);
        Names().ShouldBe(["stdout", "stdout.1", "stdout.2"]);
    }

    [Fact]
    public void Without_older_files_the_last_one_stays()
    {
        using OutputLog log = Open(kept: 0);

        log.Write(Encoding.ASCII.GetBytes(new string('a', 4000) + new string('b', 4000)));

        log.Written.ShouldBe(8000);
        Names().ShouldBe(["stdout"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_process_that_died_while_it_rotated_is_gone_on_from(bool hadMoved)
    {
        using (OutputLog log = Open(kept: 1))
            log.Write(new byte[3000]);
        string next = Path.Combine(_folder, ".stdout.next");
        File.WriteAllText(next, "");
        using (SandboxFile coming = SandboxFile.Open(_folder, ".stdout.next"))
            new RotationNote(Note).Write(3000, coming.Inode);
        if (hadMoved)
            File.Move(Path.Combine(_folder, "stdout"), Path.Combine(_folder, "stdout.1"));

        using OutputLog again = Open(kept: 1);

        again.Written.ShouldBe(3000);
    }

    [Fact]
    public void What_lies_in_the_way_of_an_older_file_is_told()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "stdout.1", "full"));
        using OutputLog log = Open(kept: 1);
        log.Write(new byte[4000]);

        Should.Throw<SandboxWriteException>(() => log.Write(new byte[4000])).Message.ShouldStartWith("cannot rotate " + _folder);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Note => Path.Combine(_folder, "notes", "n");

    private OutputLog Open(int kept) => new(_folder, "stdout", new LogLimit(4096, kept), Note);

    private string Text(params string[] names) => string.Concat(names.Select(name => File.ReadAllText(Path.Combine(_folder, name))));

    private string[] Names() => [.. Directory.GetFiles(_folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];
}
