using Tepui.Cli.Images;

namespace Tepui.Cli.Tests.Images;

public class SharedLibrariesTests
{
    [Fact]
    public void Parse_SeveralPrograms_TheirLibrariesAndTheLoaderOnce()
    {
        const string Output = """
            /usr/bin/a:
            	linux-vdso.so.1 (0x00007fff1a5f2000)
            	libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f0c0c000000)
            	/lib64/ld-linux-x86-64.so.2 (0x00007f0c0c3f0000)
            /usr/bin/b:
            	libgone.so.1 => not found
            	libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f0c0c000000)
            /usr/bin/c:
            	not a dynamic executable
            """;

        SharedLibraries.Parse(Output).ShouldBe(["/lib/x86_64-linux-gnu/libc.so.6", "/lib64/ld-linux-x86-64.so.2"]);
    }

    [Fact]
    public void Of_AShell_IncludesTheCLibrary() =>
        SharedLibraries.Of(["/bin/sh"]).ShouldContain(path => path.EndsWith("/libc.so.6", System.StringComparison.Ordinal));
}
