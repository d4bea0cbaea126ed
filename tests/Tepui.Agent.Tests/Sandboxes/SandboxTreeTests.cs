using System;
using System.IO;
using System.Linq;
using Tepui.Agent.Sandboxes;
using Tepui.Kernel;
using Tepui.Kernel.Agent;

namespace Tepui.Agent.Tests.Sandboxes;

public sealed class SandboxTreeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("plain")]
    [InlineData("ct:1454467003926:0:job name:")]
    [InlineData(" leading and trailing ")]
    [InlineData("quotes'\"`$(x);&|*?")]
    [InlineData("-rf")]
    [InlineData("ünïcødé☃")]
    [InlineData("back\\slash")]
    public void Create_WithNastyIds_MakesTheSandboxAndTheLink(string id)
    {
        Sandbox sandbox = For(id, "c1");

        SandboxTree.Create(sandbox);

        Directory.Exists(sandbox.Directory).ShouldBeTrue();
        new FileInfo(sandbox.Latest).LinkTarget.ShouldBe(sandbox.Directory);
        Directory.GetDirectories(_folder.At("slaves/S0/frameworks/F/executors")).ShouldBe([sandbox.ExecutorDirectory]);
    }

    [Fact]
    public void A_further_run_takes_the_link_over()
    {
        SandboxTree.Create(For("t", "c1"));

        SandboxTree.Create(For("t", "c2"));

        new FileInfo(For("t", "c2").Latest).LinkTarget.ShouldBe(For("t", "c2").Directory);
        Directory.GetFileSystemEntries(For("t", "c2").RunsDirectory).Select(Path.GetFileName).Order()
            .ShouldBe(["c1", "c2", "latest"]);
    }

    [Fact]
    public void Create_WhereAFileIsInTheWay_SaysWhere()
    {
        Directory.CreateDirectory(_folder.At("slaves/S0/frameworks/F/executors"));
        File.WriteAllText(_folder.At("slaves/S0/frameworks/F/executors/t"), "");

        Should.Throw<IOException>(() => SandboxTree.Create(For("t", "c"))).Message.ShouldContain("cannot make the sandbox");
    }

    [Theory]
    [InlineData("a:b c", false)]
    [InlineData("...", false)]
    [InlineData("..", true)]
    [InlineData(".", true)]
    [InlineData("", true)]
    [InlineData("a/b", true)]
    [InlineData("a\0b", true)]
    public void Fault_NamesIdsThatAreNoFileNames(string id, bool faulty) => (Sandbox.Fault(id) is not null).ShouldBe(faulty);

    [Fact]
    public void Fault_OfAnIdOf256Bytes_IsItsLength() => Sandbox.Fault(new string('ü', 128)).ShouldBe("is longer than 255 bytes");

    private Sandbox For(string executor, string container) => Sandbox.For(
        _folder.Path, new AgentId("S0"), new FrameworkId("F"), new ExecutorId(executor), new ContainerId(container));
}
