using System;
using System.IO;

namespace Tepui.Cli.Tests;

public class ProgramFaultTests
{
    [Fact]
    public void Tell_OneLineThatNamesTheFileWithTheRest()
    {
        var error = new StringWriter();
        ProgramFault.Tell(new InvalidOperationException("two\nlines"), error).ShouldBe(70);
        string line = error.ToString().TrimEnd();
        line.ShouldNotContain("\n");
        line.ShouldContain("InvalidOperationException: two lines");
        string file = line[(line.LastIndexOf(' ') + 1)..];
        File.ReadAllText(file).ShouldContain("two\nlines");
        File.Delete(file);
    }
}
