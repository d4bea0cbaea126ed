using System;
using Tepui.Supervisor.Processes;

namespace Tepui.Supervisor.Tests.Processes;

public class ProcessMarkTests
{
    [Fact]
    public void Of_TellsRuntimesAndContainersApart()
    {
        ProcessMark.Of(1, 2).ShouldNotBe(ProcessMark.Of(1, 3));
        ProcessMark.IsOf(ProcessMark.Of(1, 2), 1).ShouldBeTrue();
        ProcessMark.IsOf(ProcessMark.Of(1, 2), 2).ShouldBeFalse();
        ProcessMark.IsOf(ulong.MaxValue, 0x0FFFFFFF).ShouldBeFalse();
        ProcessMark.IsOf(0, 0).ShouldBeFalse();
    }

    [Fact]
    public void Get_OfAMarkedProcess_IsItsMark()
    {
        ulong mark = ProcessMark.Of(12345, 678);
        ulong before = ProcessMark.Set(mark);
        try
        {
            ProcessMark.Get(Environment.ProcessId).ShouldBe(mark);
        }
        finally
        {
            ProcessMark.Set(before);
        }

        ProcessMark.Get(Environment.ProcessId).ShouldBe(before);
    }
}
